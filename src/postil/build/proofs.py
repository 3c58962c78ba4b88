"""Proofs: what is remembered of a printed book by the sha256 of its file, so that it can be verified without setting it again."""

from __future__ import annotations

from collections.abc import Iterable

from postil.memory import Memory
from postil.model.rendition import Artifact, Proof
from postil.model.steps import digest_of

__all__ = ["proof_of", "remember_proofs"]


def remember_proofs(memory: Memory, artifacts: Iterable[Artifact]) -> None:
    """Remember the proofs of what was made."""
    for artifact in artifacts:
        if artifact.proof is not None:
            memory.keep(_key(digest_of(artifact.data)), artifact.proof)


def proof_of(memory: Memory, sha256: str) -> Proof | None:
    """Return the proof of a file that was made here, nothing of another: the memory holds only what this user's postil made."""
    found = memory.recall(_key(sha256))
    return found if isinstance(found, Proof) else None


def _key(sha256: str) -> str:
    return "proof " + sha256
