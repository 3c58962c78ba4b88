"""Cartridges against the schemas of IMS themselves, which may not be handed on and so are not here.

`POSTIL_IMS_SCHEMAS` names a folder that has them, in any folders below: those of Common Cartridge 1.1 (they come with
Moodle, `backup/cc/schemas11`) and of 1.3. Where it is not set the audit's own schemas must do.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from cartridge import sample
from postil.model.course import Audience
from postil.writers.cartridge import write
from postil.writers.cartridge.dialect import Version

pytestmark = pytest.mark.skipif(
    not os.environ.get("POSTIL_IMS_SCHEMAS"),
    reason="the schemas of IMS may not be handed on: set POSTIL_IMS_SCHEMAS to a folder of them",
)
MANIFEST = {"1.1": "ccv1p1_imscp_v1p2_v1p0.xsd", "1.3": "ccv1p3_imscp_v1p2_v1p0.xsd"}
LINK = {"1.1": "ccv1p1_imswl_v1p1.xsd", "1.3": "ccv1p3_imswl_v1p3.xsd"}
QUESTIONS = "ccv1p1_qtiasiv1p2p1_v1p0.xsd"  # the same namespace in all versions


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all schemas, which import each other from there and not from the Web."""
    folder = tmp_path_factory.mktemp("schemas")
    for path in Path(os.environ["POSTIL_IMS_SCHEMAS"]).rglob("*.xsd"):
        text = re.sub(r'(schemaLocation\s*=\s*")[^"]*/', r"\1", path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("audience", ["students", "instructors"])
@pytest.mark.parametrize(("version", "thin"), [("1.1", False), ("1.3", False), ("1.3", True)])
def test_every_file_is_valid(schemas: Path, audience: Audience, version: Version, thin: bool) -> None:
    data, faults = write(sample.course(audience), version, thin=thin, base_url=sample.WEB)
    assert not faults
    checked = 0
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not name.endswith(".xml"):
                continue
            root = etree.fromstring(package.read(name))
            wanted = {"manifest": MANIFEST[version], "webLink": LINK[version], "questestinterop": QUESTIONS}
            schema = etree.XMLSchema(etree.parse(schemas / wanted[etree.QName(root).localname]))
            assert schema.validate(root), [f"{name}: {entry.message}" for entry in schema.error_log]
            checked += 1
    assert checked == (13 if thin else 7)
