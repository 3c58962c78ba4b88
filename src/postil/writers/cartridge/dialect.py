"""The versions of Common Cartridge: what each calls its namespaces and kinds of resources.

Sources: the schemas of IMS Common Cartridge 1.1 and 1.3 (`ccv1p1_imscp_v1p2_v1p0.xsd`, `ccv1p3_imscp_v1p2_v1p0.xsd`).
"""

from __future__ import annotations

from typing import Literal

from postil.frozen import dataclass

__all__ = ["DIALECTS", "FULL", "QTI", "THIN", "Dialect", "Version"]

Version = Literal["1.1", "1.3"]
FULL = "IMS Common Cartridge"
THIN = "IMS Thin Common Cartridge"
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
"""The namespace of questions, the same in all versions."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version: `schemaversion`, namespaces, and the types that resources have."""

    number: str
    package: str
    lom_manifest: str
    lom_resource: str
    link_namespace: str
    link: str
    assessment: str
    bank: str
    topic: str
    associated: str
    tool: str
    intended_uses: frozenset[str]
    others: frozenset[str] = frozenset()

    @property
    def types(self) -> frozenset[str]:
        """Return all types that a resource may have."""
        known = ("webcontent", self.link, self.assessment, self.bank, self.topic, self.associated, self.tool)
        return self.others.union(known)


def _dialect(minor: int, tool: str, uses: frozenset[str], others: frozenset[str] = frozenset()) -> Dialect:
    mark = f"v1p{minor}"
    return Dialect(
        number=f"1.{minor}.0",
        package=f"http://www.imsglobal.org/xsd/imscc{mark}/imscp_v1p1",
        lom_manifest=f"http://ltsc.ieee.org/xsd/imscc{mark}/LOM/manifest",
        lom_resource=f"http://ltsc.ieee.org/xsd/imscc{mark}/LOM/resource",
        link_namespace=f"http://www.imsglobal.org/xsd/imscc{mark}/imswl_{mark}",
        link=f"imswl_xml{mark}",
        assessment=f"imsqti_xmlv1p2/imscc_xml{mark}/assessment",
        bank=f"imsqti_xmlv1p2/imscc_xml{mark}/question-bank",
        topic=f"imsdt_xml{mark}",
        associated=f"associatedcontent/imscc_xml{mark}/learning-application-resource",
        tool=tool,
        intended_uses=uses,
        others=others,
    )


_USES = frozenset(("lessonplan", "syllabus", "unspecified"))
DIALECTS: dict[str, Dialect] = {
    "1.1": _dialect(1, "imsbasiclti_xmlv1p0", _USES),
    "1.3": _dialect(
        3,
        "imsbasiclti_xmlv1p3",
        _USES | {"assignment"},
        frozenset(("assignment_xmlv1p0", "idpfepub_epubv3p0", "imsapip_zipv1p0", "imsiwb_iwbv1p0")),
    ),
}
