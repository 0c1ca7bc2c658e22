"""A condition before a step. The guards of the case table answer, so that a gate and its step
cannot disagree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aeo.domain.facts import CaseFacts
from aeo.domain.transition import Guard
from aeo.domain.vocabulary import Actor
from aeo.web import errors


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition. ``fact`` is what is known of it, ``against`` what stands in the way; the way
    out is a link or the names of those who can."""

    what: str
    fact: str = ""
    against: Sequence[str] = ()
    url: str = ""
    link: str = ""
    who: str = ""

    @property
    def is_met(self) -> bool:
        return not self.against


def asking(judged: CaseFacts, actor: Actor) -> Callable[..., Gate]:
    """A maker of gates: ``ask(what, guard, fact="", url="", link="")``."""

    def ask(what: str, guard: Guard, fact: str = "", url: str = "", link: str = "") -> Gate:
        against = [errors.say(one) for one in guard(judged, actor)]
        return Gate(what, fact, against, url, link)

    return ask
