"""The invented companies: who founded each, and what it has done by the present."""

from dataclasses import dataclass, field

from aeo.domain.facts import Proposal
from aeo.domain.programme.entries import Kind
from aeo.domain.vocabulary import CaseType
from aeo.samples.filling import Words
from aeo.services.companies import Names
from aeo.services.findings.raising import Seen
from aeo.sim.courses import Course
from aeo.sim.line.scene import Matter

CAMERA = Seen(
    criterion="D", grade="major", title="No camera over the seal cabinet",
    seen="Camera 14 was turned to the wall when the rack was moved, and nobody noticed.",
)  # fmt: skip
VISITORS = Seen(
    criterion="E", grade="minor", title="Visitor log without times of leaving",
    seen="On four of ten days nobody wrote down when visitors left.",
)  # fmt: skip
GATE = Seen(
    criterion="F", grade="critical", title="Open gate to the loading yard",
    seen="The rear gate stood open during the whole visit; nobody could say who has its key.",
)  # fmt: skip
SIGNS = Seen(
    criterion="G", grade="observation", title="Signs in one language only",
    seen="Safety signs at dock 3 are in Chinese only; some drivers read English.",
)  # fmt: skip
DRILL = Seen(
    criterion="H", grade="good_practice", title="Seal drill every month",
    seen="Every new colleague breaks and reports a seal in a drill before working alone.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One case of a company: the course it took, and how many days ago it came to its end.

    ``pace`` stretches the days between its stages. ``visit_in``: in how many days from now the
    visit is that was agreed and is still to come.
    """

    course: Course
    ended: int
    levels: tuple[str, ...] = ("T1",)
    case_type: CaseType = CaseType.NEW
    pace: float = 1.0
    officer: str = "bo.lau"
    validator: str = "ng.sy"
    approver: str = "kwok.ch"
    visit_in: int | None = None
    seen: tuple[Seen, ...] = ()
    unmet: str = ""
    proposal: Proposal = Proposal.GRANT

    def matter(self, words: Words) -> Matter:
        return Matter(
            levels=self.levels, case_type=self.case_type, words=words, seen=self.seen,
            unmet=self.unmet, proposal=self.proposal,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a company works: the name of its site in English and Chinese, and the address."""

    name: str
    name_zh: str
    address: str


KWAI_CHUNG = Place(
    name="Kwai Chung warehouse", name_zh="葵涌貨倉",
    address="12 Container Port Road, Kwai Chung, New Territories",
)  # fmt: skip
TSING_YI = Place(
    name="Tsing Yi depot", name_zh="青衣貨場",
    address="8 Mooring Road, Tsing Yi, New Territories",
)  # fmt: skip
AIRPORT = Place(
    name="Airport cargo station", name_zh="機場貨站",
    address="3 Apron Lane, Airport Island, Lantau",
)  # fmt: skip
YUEN_LONG = Place(
    name="Yuen Long plant", name_zh="元朗廠房",
    address="21 Weaving Street, Yuen Long, New Territories",
)  # fmt: skip
TUEN_MUN = Place(
    name="Tuen Mun river trade shed", name_zh="屯門內河貨倉",
    address="5 Barge Road, Tuen Mun, New Territories",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A company with who leads it, and its cases in their order."""

    founder: str
    mailbox: str
    language: str = "en"
    company: Names
    role: str = "forwarder"
    place: Place = KWAI_CHUNG
    is_shown: bool = True  # agrees to the register in its application
    chapters: tuple[Chapter, ...] = field(default=())

    @property
    def words(self) -> Words:
        chinese = self.language.startswith("zh")
        site = self.place.name_zh if chinese else self.place.name
        domain = self.mailbox.partition("@")[2]
        return Words(
            names={
                Kind.SITE: site,
                Kind.PERSON: self.founder,
                Kind.PARTNER: "清河運輸有限公司" if chinese else "Tsing Ho Trucking Limited",
                Kind.FLOW: f"出口：{site}" if chinese else f"Export from {site}",
            },
            texts={"address": self.place.address, "email": f"trade@{domain}", "place": site},
            language=self.language,
            roles=(self.role,),
            agrees_to_be_shown=self.is_shown,
        )


def names(name: str, name_zh: str, ubi: str) -> Names:
    """The registration of an invented company."""
    return Names(name=name, name_zh=name_zh, ubi=ubi)
