"""Whether the new answers of a reply are answers: nothing half typed is frozen with it."""

from collections.abc import Iterable, Iterator

from aeo.domain.errors import N_, Incomplete, Sentence
from aeo.domain.programme.missing import Missing
from aeo.models.review import Rfi, RfiItem
from aeo.services.lacks import Draft, Unfit


def lacking(draft: Draft, items: Iterable[RfiItem]) -> Iterator[tuple[RfiItem, Sentence]]:
    """What is missing in the answers that ``items`` ask about, as they are now."""
    asked = {(item.question_key, item.scope_key): item for item in items}
    for lack in draft.lacks():
        if isinstance(lack, Missing | Unfit) and (
            item := asked.get((lack.question or "", lack.scope))
        ):
            yield item, lack.sentence


def check_complete(draft: Draft, rfi: Rfi) -> None:
    """Raises ``Incomplete`` with every flaw of the answers that the request asks about."""
    flaws = [
        Sentence(N_("%(key)s: %(flaw)s"), {"key": item.question_key, "flaw": sentence})
        for item, sentence in lacking(draft, rfi.items)
    ]
    if flaws:
        raise Incomplete(*flaws)
