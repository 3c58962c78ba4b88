"""The memory believes nobody but this user's postil, and nothing that is not whole."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from postil.memory import Memory, user_key

SEAL = b"k" * 32


def entry(folder: Path) -> Path:
    [path] = [p for p in folder.rglob("*") if p.is_file()]
    return path


def test_what_is_kept_is_recalled(tmp_path: Path) -> None:
    Memory(tmp_path, SEAL, "1").keep("a", {"x": (1, 2)})
    assert Memory(tmp_path, SEAL, "1").recall("a") == {"x": (1, 2)}
    assert Memory(tmp_path, SEAL, "1").recall("b") is Memory.NOTHING
    assert Memory(tmp_path, SEAL, "2").recall("a") is Memory.NOTHING


def test_every_torn_entry_is_refused(tmp_path: Path) -> None:
    Memory(tmp_path, SEAL, "1").keep("a", list(range(50)))
    path = entry(tmp_path)
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert Memory(tmp_path, SEAL, "1").recall("a") is Memory.NOTHING
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(bytes(changed))
        assert Memory(tmp_path, SEAL, "1").recall("a") is Memory.NOTHING


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(Evil.target),)

    target = Path()


@pytest.mark.parametrize("seal", [b"", b"o" * 32])
def test_an_entry_of_somebody_else_is_not_even_read(tmp_path: Path, seal: bytes) -> None:
    """What a foreign project brings in its build/.cache must not run."""
    Evil.target = tmp_path / "evil"
    Memory(tmp_path / "c", SEAL, "1").keep("a", 1)
    path = entry(tmp_path)
    other = Memory(tmp_path / "c", seal or b"x", "1")
    body = pickle.dumps(Evil())
    path.write_bytes(other._sealed(other._name("a"), memoryview(body)) + body)
    assert Memory(tmp_path / "c", SEAL, "1").recall("a") is Memory.NOTHING
    assert not Evil.target.exists()


def test_an_entry_under_another_name_is_refused(tmp_path: Path) -> None:
    memory = Memory(tmp_path, SEAL, "1")
    memory.keep("a", "of a")
    path = entry(tmp_path)
    name = memory._name("b")
    (tmp_path / name[:1]).mkdir(exist_ok=True)
    (tmp_path / name[:1] / name[1:]).write_bytes(path.read_bytes())
    assert memory.recall("b") is Memory.NOTHING


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "cache").symlink_to(tmp_path / "elsewhere")
    memory = Memory(tmp_path / "cache", SEAL, "1")
    memory.keep("a", 1)
    memory.forget()
    assert (tmp_path / "elsewhere").is_dir()
    assert not list((tmp_path / "elsewhere").iterdir())


def test_without_room_nothing_is_kept_and_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    memory = Memory(tmp_path / "cache", SEAL, "1")
    memory.keep("a", 1)
    assert isinstance(memory.full, OSError)
    assert memory.recall("a") is Memory.NOTHING


def test_only_what_was_not_used_is_tidied_away(tmp_path: Path) -> None:
    old = Memory(tmp_path, SEAL, "1")
    for number in range(6):
        old.keep(f"old-{number}", bytes(1000))
    fresh = Memory(tmp_path, SEAL, "1")
    fresh.keep("new", bytes(1000))
    fresh.recall("old-2")
    fresh.tidy(most=2500)
    assert fresh.recall("new") == bytes(1000)
    assert fresh.recall("old-2") == bytes(1000)
    assert fresh.recall("old-5") is Memory.NOTHING


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    memory = Memory(tmp_path, SEAL, "1")
    memory.keep("a", 1)
    path = entry(tmp_path)
    left = path.with_name(path.name + ".999999999")
    left.write_bytes(b"half")
    others = [path.with_name(f"{path.name}.{name}") for name in ("1", str(os.getpid()), "²", "old")]
    for other in others:
        other.write_bytes(b"half")
    nobodys = path.with_name(f"{path.name}.{10**30}")
    nobodys.write_bytes(b"half")
    memory.tidy()
    assert not left.exists()
    assert not nobodys.exists()
    assert all(other.exists() for other in others)
    assert memory.recall("a") == 1


def test_the_key_is_made_once_for_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    key = user_key()
    assert key is not None
    assert len(key) == 32
    assert user_key() == key
    path = tmp_path / "state" / "postil" / "memory.key"
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(b"torn")
    assert user_key() not in {None, key, b"torn"}
    assert sorted(p.name for p in path.parent.iterdir()) == ["memory.key"]


def test_where_no_key_can_be_kept_nothing_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert user_key() is None
    memory = Memory(tmp_path / "cache", user_key(), "1")
    memory.keep("a", 1)
    assert memory.recall("a") is Memory.NOTHING
    assert not (tmp_path / "cache").exists()
