"""The macros draw the markup of the design, strictly: an undefined name fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

COMPONENTS = Path(__file__).resolve().parents[3] / "templates" / "components"
Tokens = Callable[[str], list[object]]
Render = Callable[..., str]

ICON = '<svg class="bi" aria-hidden="true"><use href="#bi-{}"></use></svg>'
CLOCK = (
    '<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="16"></circle>'
    '<circle class="arc" cx="20" cy="20" r="16" pathLength="100"{}></circle></svg>'
)

CASES = [
    ("status_tag", "{{ status_tag('', 'To do') }}", '<span class="tag">To do</span>'),
    ("status_tag", "{{ status_tag('ok', 'Done') }}", '<span class="tag tag-ok">Done</span>'),
    (
        "ref",
        "{{ ref('AEO-2026-000123-7') }}",
        '<span class="ref">AEO-2026-000123-<b>7</b></span>',
    ),
    ("ref as code", "{{ code('AEOHK0002024017') }}", '<span class="ref">AEOHK0002024017</span>'),
    ("han", "{{ han('隼灣') }}{{ han('') }}", '<span lang="zh-Hant">隼灣</span>'),
    (
        "route",
        "{{ route([('done', 'Preparing', '3 to 30 Sep'), ('here', 'Review', '')], 'Stages') }}",
        '<ol class="route" aria-label="Stages"><li class="done"><b>Preparing</b>'
        '<small>3 to 30 Sep</small></li><li class="here" aria-current="step"><b>Review</b></li></ol>',
    ),
    (
        "pen",
        "{{ pen('With you', 'two questions', 'Reply soon.', button='Answer', url='/a') }}",
        '<section class="pen" aria-label="Who holds the pen: With you">'
        + ICON.format("pencil-square")
        + "<p><strong>With you: two questions</strong><br>Reply soon.</p>"
        '<a class="btn btn-primary" href="/a">Answer</a></section>',
    ),
    (
        "pen",
        "{{ pen('With Customs', 'review', mine=False) }}",
        '<section class="pen pen-them" aria-label="Who holds the pen: With Customs">'
        + ICON.format("hourglass-split")
        + "<p><strong>With Customs: review</strong></p></section>",
    ),
    (
        "clock",
        "{{ clock('Day 8 of 20', 'due Tue', 140, 'warn', '/clock') }}",
        '<a class="clock clock-warn" href="/clock">'
        + CLOCK.format(' stroke-dasharray="100 100"')
        + "<span><b>Day 8 of 20</b><small>due Tue</small></span></a>",
    ),
    (
        "clock",
        "{{ clock('Day 19, stopped', kind='held') }}",
        '<span class="clock clock-held">'
        + CLOCK.format("")
        + "<span><b>Day 19, stopped</b></span></span>",
    ),
    (
        "timeline",
        "{% call timeline() %}{{ event('12 Nov', 'Asked', 'them', '2026-11-12', 'Stopped') }}{% endcall %}",
        '<ol class="line"><li class="them"><time datetime="2026-11-12">12 Nov</time>'
        '<p>Asked <span class="muted">Stopped</span></p></li></ol>',
    ),
    (
        "notifications",
        "{{ notification('Two questions', '/n', 'today', 'doing', 'Unread', unread=True) }}",
        '<li class="notif unread"><span><strong><a href="/n">Two questions</a></strong>'
        '<span class="sub">today</span></span><span class="tag tag-doing">Unread</span></li>',
    ),
    (
        "task_list",
        "{{ task('Finance', '/c', 'doing', '4 of 6', 'due Friday', 'C') }}"
        "{{ task('Sign', None, '', 'Not yet open') }}",
        '<li><span><span class="letter">C</span><a href="/c">Finance</a><small>due Friday</small>'
        '</span><span class="tag tag-doing">4 of 6</span></li>'
        '<li><span><strong>Sign</strong></span><span class="tag">Not yet open</span></li>',
    ),
    (
        "panel",
        "{% call panel('Scores', id='s', count='2 of 3', foot='Net.') %}x{% endcall %}",
        '<section class="panel mb-4" aria-labelledby="s"><div class="panel-h"><h2 id="s">Scores</h2>'
        '<span class="muted">2 of 3</span></div><div class="panel-b">x</div>'
        '<div class="panel-f">Net.</div></section>',
    ),
    ("note", "{% call note('warn') %}x{% endcall %}", '<div class="note note-warn">x</div>'),
    (
        "files",
        "{{ file_row('Plan.PDF', '/f', '2 MB', 'ok', 'Clean') }}",
        "<li>" + ICON.format("file-earmark-pdf") + '<span><a href="/f">Plan.PDF</a>'
        '<small>2 MB</small></span><span class="tag tag-ok">Clean</span></li>',
    ),
    (
        "files",
        "{{ drop('f', 'PDF only.', 'Add', upload='/up', errors=['Too large.']) }}",
        '<div class="drop bad" data-upload="/up"><label class="form-label" for="f">Add</label>'
        '<p class="form-text" id="f-h">PDF only.</p><p class="bad-text" id="f-e">'
        '<span class="visually-hidden">Error: </span>Too large.</p><input class="form-control" '
        'type="file" name="f" id="f" multiple aria-describedby="f-h f-e" aria-invalid="true"></div>',
    ),
    (
        "table",
        "{% set head %}{{ th('Reference', '/by', 'ascending') }}{{ th('State') }}{% endset %}"
        "{% call table('2 cases', head, queue=True, scroll='Cases') %}{% call row('late') %}"
        "{% call row_head() %}R{% endcall %}{{ cell('State', 'Open') }}{% endcall %}{% endcall %}",
        '<div class="table-responsive" tabindex="0" role="region" aria-label="Cases">'
        '<table role="table" class="table queue stackable align-middle"><caption>2 cases</caption>'
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" '
        'aria-sort="ascending"><a href="/by">Reference</a>' + ICON.format("caret-up-fill") + "</th>"
        '<th role="columnheader" scope="col">State</th></tr></thead><tbody role="rowgroup">'
        '<tr role="row" class="late"><th role="rowheader" scope="row">R</th>'
        '<td role="cell" data-h="State">Open</td></tr></tbody></table></div>',
    ),
    (
        "filters",
        "{% call filters('Cases') %}{{ filter_text('q', 'Name', 'a<b') }}"
        "{{ filter_select('tier', 'Tier', [('', 'Any'), (1, 'Tier 1')], '1') }}{% endcall %}",
        '<form class="filters" role="search" aria-label="Cases"><div class="grow">'
        '<label class="form-label" for="filter-q">Name</label><input class="form-control" '
        'id="filter-q" name="q" value="a&lt;b"></div><div class="half"><label class="form-label" '
        'for="filter-tier">Tier</label><select class="form-select" id="filter-tier" name="tier">'
        '<option value="">Any</option><option value="1" selected>Tier 1</option></select></div></form>',
    ),
    (
        "tiles",
        "{{ tile(1, 'Late', '1 reply', '/late', 'late') }}",
        '<a class="tile tile-late" href="/late"><b>1</b><span>Late</span><small>1 reply</small></a>',
    ),
    (
        "bars",
        "{{ bars('Cases', [], [('Review', None, [(1, 48.44), (3, 24.2)], [22])]) }}",
        '<table role="table" class="bars"><caption class="visually-hidden">Cases</caption>'
        '<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row">Review</th>'
        '<td role="cell"><svg class="bar" aria-hidden="true"><rect class="bar-track" width="100%" '
        'height="100%"></rect><rect class="f1" x="0%" width="48.4%" height="100%"></rect>'
        '<rect class="f3" x="48.4%" width="24.2%" height="100%"></rect></svg></td>'
        '<td role="cell" class="n">22</td></tr></tbody></table>',
    ),
    (
        "audience",
        "{{ officers_only() }}",
        f'<span class="aud aud-in">{ICON.format("lock-fill")}Officers only</span>',
    ),
    (
        "rfi",
        "{% call rfi('RFI 2', 'Settled', 'ok', 'Sent today', done=True) %}x{% endcall %}",
        '<article class="rfi rfi-done"><div class="row-between mb-1"><strong>RFI 2</strong>'
        '<span class="tag tag-ok">Settled</span></div><p class="small muted mb-1">Sent today</p>'
        "<div>x</div></article>",
    ),
    (
        "finding",
        "{% call finding('F-2', 'Minor', 'wait', 'minor') %}x{% endcall %}",
        '<article class="finding finding-minor"><div class="row-between mb-1"><strong>F-2</strong>'
        '<span class="tag tag-wait">Minor</span></div><div>x</div></article>',
    ),
    (
        "gates",
        "{{ gate(False, 'Open finding', 'F-2', 'Open it') }}",
        '<li class="gate-no"><svg class="bi" role="img" aria-label="Not met">'
        '<use href="#bi-x-octagon-fill"></use></svg><span><strong>Open finding</strong>'
        '<span class="sub">F-2</span></span><span class="small">Open it</span></li>',
    ),
    (
        "actions",
        "{{ button('Save', key='s', name='do', value='') }}{{ closed_button('Grant', 'why') }}",
        '<button class="btn btn-primary" name="do" value="" data-key="s">Save <kbd>S</kbd></button>'
        '<a class="btn btn-quiet" role="link" aria-disabled="true" aria-describedby="why">Grant</a>',
    ),
    (
        "actions",
        "{{ post_button('Remove', '/rm', 'link', {'id': 3}) }}",
        '<form method="post" action="/rm"><input type="hidden" name="csrf_token" value="TOKEN">'
        '<input type="hidden" name="id" value="3"><button class="as-link">Remove</button></form>',
    ),
    (
        "confirm",
        "{{ confirm('Withdraw?', ['Clocks stop.'], 'Withdraw', 'Keep it', '/keep') }}",
        '<section class="panel panel-b confirm mb-4" aria-labelledby="confirm-title">'
        '<h1 class="as-h2" id="confirm-title">Withdraw?</h1><ul><li>Clocks stop.</li></ul>'
        '<form method="post" novalidate><input type="hidden" name="csrf_token" value="TOKEN">'
        '<div class="actions"><button class="btn btn-danger">Withdraw</button>'
        '<a class="btn btn-quiet" href="/keep">Keep it</a></div></form></section>',
    ),
    (
        "empty",
        "{{ empty('inbox', 'No findings yet', 'They come later.', 'How', '/how') }}",
        '<div class="empty">' + ICON.format("inbox") + "<h2>No findings yet</h2>"
        '<p>They come later.</p><a href="/how">How</a></div>',
    ),
    (
        "slots",
        "{{ slot('s', 2, 'Thu 21', ['09:30'], gone=True) }}",
        '<div class="slot slot-off"><input class="form-check-input" type="radio" name="s" value="2" '
        'id="s-2" disabled><label for="s-2">Thu 21</label><small>09:30</small></div>',
    ),
    (
        "breadcrumbs",
        "{{ breadcrumbs([('Cases', '/c'), ('Kestrel', None)]) }}",
        '<nav class="crumbs" aria-label="Breadcrumb"><ol><li><a href="/c">Cases</a></li>'
        '<li><span aria-current="page">Kestrel</span></li></ol></nav>',
    ),
    (
        "diff",
        "{{ diff('Then', 'a<b', 'Now', [('del', '24'), ('ins', '<25'), ('same', ' c')]) }}",
        '<div class="diff mb-4"><div><h3 class="small muted">Then</h3><p>a&lt;b</p></div>'
        '<div><h3 class="small muted">Now</h3><p><del>24</del><ins>&lt;25</ins> c</p></div></div>',
    ),
    (
        "stat",
        "{{ stat(3, 'must be fixed', 'before you submit') }}",
        '<div class="panel panel-b stat"><p class="score">3</p>'
        '<p class="mb-0"><strong>must be fixed</strong> before you submit</p></div>',
    ),
    (
        "dl",
        "{% call dl() %}{{ fact('Valid', 'today') }}{% endcall %}",
        '<dl class="dl"><dt>Valid</dt><dd>today</dd></dl>',
    ),
    (
        "tabs",
        "{{ tabs('Case', [('Review', '/r', True), ('Visit', '/v', False)]) }}",
        '<nav aria-label="Case"><ul class="tabs"><li><a href="/r" aria-current="page">Review</a></li>'
        '<li><a href="/v">Visit</a></li></ul></nav>',
    ),
    (
        "grid",
        "{{ grid('Verdicts', [('KC', 'Kwai Chung')], [('D', 'Premises', [('q', 10, '/d', True)]),"
        " ('K', 'Crisis', [None])]) }}",
        '<div class="table-responsive" tabindex="0" role="region" aria-label="Verdicts">'
        '<table class="grid"><thead><tr><th scope="col">Criterion</th><th scope="col" class="c">'
        '<abbr title="Kwai Chung">KC</abbr></th></tr></thead><tbody><tr><th scope="row"><b>D</b> '
        'Premises</th><td><a class="cell cell-q" href="/d" aria-current="true">'
        '<span aria-hidden="true">?</span>10<span class="visually-hidden">, queried</span></a></td>'
        '</tr><tr><th scope="row"><b>K</b> Crisis</th><td><span class="cell cell-none">'
        '<span class="visually-hidden">not asked</span></span></td></tr></tbody></table></div>',
    ),
]


@pytest.mark.parametrize(("macro", "source", "expected"), CASES)
def test_a_macro_draws_the_markup_of_the_design(
    render: Render, tokens: Tokens, macro: str, source: str, expected: str
) -> None:
    file = macro.partition(" ")[0]
    names = ", ".join(sorted(macros_of(file)))
    html = render(f'{{% from "components/{file}.html" import {names} %}}{source}')
    assert tokens(html) == tokens(expected)


def macros_of(file: str) -> set[str]:
    source = (COMPONENTS / f"{file}.html").read_text(encoding="utf-8")
    return {part.partition("(")[0] for part in source.split("{% macro ")[1:]}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("ok", "patch-check-fill"),
        ("held", "pause-circle-fill"),
        ("bad", "calendar-x-fill"),
        ("none", "question-octagon-fill"),
    ],
)
def test_every_answer_of_the_register_has_its_own_icon(
    render: Render, tokens: Tokens, kind: str, name: str
) -> None:
    html = render(
        '{% from "components/result.html" import result %}'
        '{% call result(kind, "Word", "Sentence.") %}x{% endcall %}',
        kind=kind,
    )
    assert tokens(html) == tokens(
        f'<section class="result result-{kind}" aria-labelledby="result-title">'
        f'<div class="result-h">{ICON.format(name)}<div><h1 id="result-title">Word</h1>'
        "<p>Sentence.</p></div></div>x</section>"
    )


def test_the_plot_and_its_table_hold_the_same_numbers(
    render: Render, tokens: Tokens, words: Callable[[str], list[str]]
) -> None:
    html = render(
        '{% from "components/plot.html" import columns %}'
        "{{ columns('p', 'Endings', [('Nov', 4, 1), ('Dec', 0, 0)], ['Month', 'Ending', 'Begun']) }}"
    )
    heights = [t for t in tokens(html) if isinstance(t, tuple) and t[0] == "rect"]
    assert [dict(t[1])["height"] for t in heights] == ["81.0", "27.0"]
    assert words(html) == [
        *("Endings", "4", "Nov", "Show as a table", "Month", "Ending", "Begun"),
        *("Nov", "4", "1", "Dec", "0", "0"),
    ]
