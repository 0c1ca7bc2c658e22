"""The machines drawn and told: Mermaid, Markdown and JSON, all made from the tables.

Nothing here knows the procedure; a changed row shows as a changed sentence in docs/workflow.md.
Who gets a message is the business of the mail catalogue, so the caller brings it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from aeo.domain import wording
from aeo.domain.effects import EFFECTS, EVENT_WORDS, THING_WORDS, Thing
from aeo.domain.reminders import Ladder, Offset, Rung
from aeo.domain.transition import Guard, Row, Table
from aeo.domain.vocabulary import COMPANY_ROLES, OFFICE_ROLES, Machine, Role
from aeo.domain.wording import Audience

# Of a kind of message, by slug: the roles that get it.
Recipients = Mapping[str, Sequence[str]]

ROLES = (*(r for r in Role if r in COMPANY_ROLES), *(r for r in Role if r in OFFICE_ROLES))
MANY = 4  # more arrows than this from one row would hide the rest
INTRODUCTION = """\
# The procedure

Made by `./dev docs` from the tables in `aeo/domain/workflow/`; a test fails when it is stale. To
change the procedure, change a row, make this file anew and read the difference.

A step is possible when its row lets the role take it, the status is right and no condition objects;
buttons, checks, messages and this text come from the same rows. "The service" takes its steps by
itself, when the facts call for them. Clocks are those of the programme. Measures on what is held
(suspension, reinstatement, revocation, annulment) and change notices have no table yet.
"""

REMINDERS = """\
Raised at 09:00 of the programme's zone, and up to the day on which a status ends (`renewal`), an
answer is due (`response_due`), or a plan or proof is due (`corrective_action`). When several rungs
of a ladder are due together, as after an outage, only the last of them is sent; one that was past
when the ladder began is skipped. Nothing is sent once its reason is gone: a renewal was sent and
not withdrawn, the answer or every plan and proof of the day is with Customs, the case is closed.
"""


def mermaid(table: Table) -> str:
    """A ``stateDiagram-v2`` of one machine.

    Steps between the same two statuses share an arrow, steps from almost everywhere start at a
    collective state, and steps that leave the status as it is are not drawn.
    """
    arrows: dict[tuple[str, str], list[str]] = {("[*]", table.initial.value): []}
    names: dict[str, str] = {s.value: _status(table.machine, s) for s in table.statuses}
    for row in table.all_rows:
        if row.target is None:
            continue
        for source, name in _starts(table, row):
            names[source] = name
            arrows.setdefault((source, row.target.value), []).append(_button(table, row))
    drawn = {end for pair in arrows for end in pair}
    ends = [status.value for status in table.statuses if status in table.closed]
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{names[end]}" as {end}' for end in names if end in drawn - {"[*]"}]
    lines += [f"    {a} --> {b}: {' / '.join(steps)}" for (a, b), steps in arrows.items()]
    lines += [f"    {end} --> [*]" for end in ends if end in drawn]
    return "\n".join(lines) + "\n"


def _starts(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    """Where the arrows of ``row`` start: id and name."""
    if not row.sources:
        yield "[*]", ""
    elif len(row.sources) <= MANY:
        for status in _in_order(table, row.sources):
            yield status.value, _status(table.machine, status)
    else:
        others = _in_order(table, set(table.statuses) - table.closed - row.sources)
        exceptions = ", ".join(_status(table.machine, status) for status in others)
        yield "_".join(["open", *(s.value for s in others)]), f"Any open status except {exceptions}"


def markdown(tables: Iterable[Table], recipients: Recipients, ladders: Mapping[str, Ladder]) -> str:
    """The whole of docs/workflow.md."""
    tables = tuple(tables)
    parts = [INTRODUCTION, *(_chapter(table) for table in tables)]
    parts += [_messages(tables, recipients), _reminders(ladders, recipients), _cross_effects()]
    return "\n".join(parts)


def as_data(tables: Iterable[Table]) -> dict[str, object]:
    """The same for a program: plain values, in the order of the tables."""
    return {
        "machines": {table.machine.value: _machine(table) for table in tables},
        "effects": {
            event.value: {
                thing.value: {"change": cell.change.value, "sentence": cell.sentence}
                for thing, cell in cells.items()
            }
            for event, cells in EFFECTS.items()
        },
    }


def claim(guard: Guard) -> str:
    """A guard's name, read as the claim that it makes."""
    return str(getattr(guard, "__name__", guard)).replace("_", " ").replace("rfi", "request")


def _chapter(table: Table) -> str:
    title = wording.MACHINE[table.machine]
    return "\n".join([
        f"## {title}\n",
        f"```mermaid\n{mermaid(table)}```\n",
        "### Statuses\n",
        *_grid(["Status", *(f"{to.value.title()} reads" for to in Audience), ""], _statuses(table)),
        "\n### Steps\n",
        *_grid(
            ["Step", "From", "To", "By", "On condition that", "Clocks", "Messages"], _steps(table)
        ),
        "\n### Who may what\n",
        "● may take the step, if no condition objects. Steps of the service are left out.\n",
        *_grid(["Status", "Step", *(wording.ROLE[r] for r in _acting(table))], _rights(table)),
        "",
    ])  # fmt: skip


def _statuses(table: Table) -> Iterator[list[str]]:
    for status in table.statuses:
        note = "final" if status in table.closed else ""
        note = "; ".join(filter(None, [note, table.later.get(status, "")]))
        yield [f"`{status.value}`", *(_status(table.machine, status, to) for to in Audience), note]


def _steps(table: Table) -> Iterator[list[str]]:
    for row in table.all_rows:
        conditions = [claim(guard) for guard in row.guards]
        if row.needs_note:
            conditions.append("a reason is given")
        yield [
            f"{_button(table, row)}<br>`{row.action.value}`",
            ", ".join(f"`{s.value}`" for s in _in_order(table, row.sources)) or "–",
            "stays" if row.target is None else f"`{row.target.value}`",
            ", ".join(wording.ROLE[role] for role in Role if role in row.by),
            "; ".join(conditions) or "–",
            row.clock or "–",
            ", ".join(row.notices) or "–",
        ]


def _acting(table: Table) -> list[Role]:
    return [role for role in ROLES if any(role in row.by for row in table.rows)]


def _rights(table: Table) -> Iterator[list[str]]:
    for status in table.statuses:
        for row in table.rows:
            if status in row.sources and row.by != {Role.SYSTEM}:
                marks = ["●" if role in row.by else "" for role in _acting(table)]
                yield [f"`{status.value}`", _button(table, row), *marks]


def _messages(tables: Sequence[Table], recipients: Recipients) -> str:
    head = ["Message", "When", "To"]
    told: dict[str, list[str]] = {}
    for table in tables:
        for row in table.all_rows:
            for slug in row.notices:
                told.setdefault(slug, []).append(
                    f"{wording.MACHINE[table.machine]}: {_button(table, row)}"
                )
    rows = (
        [f"`{slug}`", "<br>".join(dict.fromkeys(steps)), ", ".join(recipients[slug])]
        for slug, steps in sorted(told.items())
    )
    intro = "Sent with the step itself; reminders and warnings come from the schedule.\n"
    return "\n".join(["## When messages are sent\n", intro, *_grid(head, rows), ""])


def _reminders(ladders: Mapping[str, Ladder], recipients: Recipients) -> str:
    rows = (
        [f"`{group}`", f"`{rung.written}`", _morning(rung), f"`{rung.kind}`",
         ", ".join(recipients[rung.kind])]
        for group, ladder in ladders.items()
        for rung in ladder.rungs
    )  # fmt: skip
    head = ["Ladder", "Rung", "When", "Message", "To"]
    return "\n".join(["## When reminders are sent\n", REMINDERS, *_grid(head, rows), ""])


def _morning(rung: Rung) -> str:
    """The day of a rung in words."""
    offset = Offset.parse(rung.written)
    number, unit = (offset.months, "month") if offset.months else (offset.days, "day")
    if rung.once_over and not number:
        return "in the morning after the day"
    if not number:
        return "in the morning of the day"
    many = "" if abs(number) == 1 else "s"
    return f"{abs(number)} {unit}{many} {'before' if number < 0 else 'after'} the day"


def _cross_effects() -> str:
    rows = (
        [f"**{EVENT_WORDS[event]}**", *(cells[thing].sentence for thing in Thing)]
        for event, cells in EFFECTS.items()
    )
    head = ["", *(THING_WORDS[thing] for thing in Thing)]
    intro = "What an event means for everything else.\n"
    return "\n".join(["## Cross-effects\n", intro, *_grid(head, rows), ""])


def _machine(table: Table) -> dict[str, object]:
    return {
        "initial": table.initial.value,
        "closed": [s.value for s in table.statuses if s in table.closed],
        "later": {status.value: why for status, why in table.later.items()},
        "statuses": {
            s.value: {to.value: _status(table.machine, s, to) or None for to in Audience}
            for s in table.statuses
        },
        "rows": [_row(table, row) for row in table.all_rows],
    }


def _row(table: Table, row: Row) -> dict[str, object]:
    return {
        "action": row.action.value,
        "button": _button(table, row),
        "from": [s.value for s in _in_order(table, row.sources)],
        "to": None if row.target is None else row.target.value,
        "by": [role.value for role in Role if role in row.by],
        "conditions": [getattr(guard, "__name__", str(guard)) for guard in row.guards],
        "needs_reason": row.needs_note,
        "clock": row.clock,
        "messages": list(row.notices),
    }


def _grid(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for cells in rows:
        yield f"| {' | '.join(cells)} |"


def _button(table: Table, row: Row) -> str:
    return str(wording.button(table.machine, row.action))


def _status(machine: Machine, status: StrEnum, to: Audience = Audience.OFFICER) -> str:
    said = wording.status(machine, status, to)
    return "" if said is None else str(said)


def _in_order(table: Table, statuses: Iterable[StrEnum]) -> list[StrEnum]:
    wanted = set(statuses)
    return [status for status in table.statuses if status in wanted]
