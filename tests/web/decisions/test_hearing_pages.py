"""The company is heard: what it reads, who answers, how often, and what it never reads."""

from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.services import actors
from aeo.services.decisions import deciding, hearing, reading
from tests.deciding import WHY
from tests.people import a_member, post, writing
from tests.web.decisions.acting import (
    INSIDE,
    LETTER,
    REPLY,
    another,
    come,
    heard,
    maintained,
    ours,
    words,
)
from tests.web.desk_pages import seq_of, status_of


def answer(app, client, office, **given):
    data = {"seq": seq_of(app, office.reference), "answer": "maintain", "reply": REPLY, **given}
    return post(client, ours(office, "hearing/answer"), **data)


def test_the_company_reads_what_is_intended_and_by_when(app, client, office) -> None:
    heard(office)
    come(app, client, office.ada)
    with app.app_context():
        due = hearing.clocks.of_case(office.case())["hearing"].due
    by = f"Reply by {due:%a} {due.day} {due:%B %Y}."
    tracker = client.get(ours(office)).text
    assert by in tracker
    assert f'href="{ours(office, "hearing")}">Read and reply' in tracker
    told = words(client.get(ours(office, "hearing")).text)
    wanted = [
        *(by, LETTER, "Customs intends to refuse Tier 1.", "B Maintenance of Commercial Records"),
        *(f"What shows it: {WHY}", "20 working days after Customs told you on"),
        *("A signatory of your company: Ada Chan.", "We keep to our application"),
    ]
    assert [text for text in wanted if text not in told] == []
    assert "lower level" not in told


def test_the_answer_is_shown_once_more_and_then_sent_once(app, client, office) -> None:
    heard(office)
    come(app, client, office.ada)
    seq, path = seq_of(app, office.reference), ours(office, "hearing")
    bare = post(client, path, seq=seq, answer="maintain", reply=" ")
    assert (bare.status_code, "Say why you keep to your application." in bare.text) == (422, True)
    shown = post(client, path, seq=seq, answer="maintain", reply=REPLY)
    assert (shown.status_code, "Keep to your application?" in shown.text) == (200, True)
    assert f'name="reply" value="{REPLY}"' in shown.text
    assert f'name="seq" value="{seq}"' in shown.text
    back = post(client, path, seq=seq, answer="change", reply=REPLY)
    assert (back.status_code, f">\r\n{REPLY}</textarea>" in back.text) == (200, True)
    assert status_of(app, office.reference) is CaseStatus.HEARING
    given = {"seq": seq, "answer": "maintain", "reply": REPLY}
    sent = [post(client, f"{path}/answer", **given) for _ in range(2)]
    assert [one.status_code for one in sent] == [303, 409]
    assert "What you typed, and what was not sent" in sent[1].text
    assert status_of(app, office.reference) is CaseStatus.ASSESSMENT
    told = words(client.get(path).text)
    wanted = ["You kept to your application. Ada Chan,", REPLY, LETTER, f"What shows it: {WHY}"]
    assert [text for text in wanted if text not in told] == []
    assert "<textarea" not in client.get(path).text
    assert "What Customs intended, and your answer" in client.get(ours(office)).text


def test_only_a_signatory_answers_and_others_read_who_may(app, office) -> None:
    heard(office)
    with writing(app):
        company = office.case().company
        cousin = actors.of(a_member(company, Role.COORDINATOR, name="Cousin Chan"), company.id)
    other = another(app, cousin)
    page = other.get(ours(office, "hearing")).text
    assert "A signatory of your company answers: Ada Chan." in page
    assert "<textarea" not in page
    path = ours(office, "hearing")
    assert [post(other, one).status_code for one in (path, f"{path}/answer")] == [403, 403]


def test_the_lower_level_is_accepted_with_or_without_words(app, client, higher) -> None:
    higher.graded(bad="K")
    higher.recommended(Proposal.GRANT_LOWER, f"{WHY} {INSIDE}")
    with writing(app):
        hearing.intend(higher.reference, "We intend to grant Tier 1.", by=higher.cheung)
    come(app, client, higher.ada)
    path, seq = ours(higher, "hearing"), seq_of(app, higher.reference)
    told = words(client.get(path).text)
    assert "Customs intends to grant Tier 1 instead of Tier 2." in told
    assert "We accept the lower level: Tier 1" in told
    shown = post(client, path, seq=seq, answer="accept_lower", reply="")
    assert "Accept the lower level, Tier 1?" in shown.text
    sent = answer(app, client, higher, answer="accept_lower", reply="")
    assert sent.status_code == 303
    assert "You accepted the lower level." in words(client.get(path).text)
    with app.app_context():
        assert reading.standing(higher.case()).lower_accepted is True


def test_what_happened_meanwhile_is_seen_before_the_answer_counts(app, client, office) -> None:
    heard(office)
    come(app, client, office.ada)
    late = answer(app, client, office, seq=0)
    assert late.status_code == 409
    assert "Meanwhile something happened in this case" in late.text
    assert f">\r\n{REPLY}</textarea>" in late.text
    assert answer(app, client, office, answer="nonsense", reply=" ").status_code == 422
    assert status_of(app, office.reference) is CaseStatus.HEARING


def test_a_company_never_reads_what_officers_say_among_themselves(app, client, office) -> None:
    maintained(office)
    come(app, client, office.ada)
    pages = [client.get(ours(office, path)).text for path in ("", "hearing", "report")]
    with writing(app):
        deciding.refuse(office.reference, "Three months are missing.", by=office.kwok)
    pages += [client.get(ours(office, path)).text for path in ("", "hearing", "decision")]
    assert [INSIDE in page for page in pages] == [False] * 6
    assert ["ecommendation handed" in page for page in pages] == [False] * 6


def test_there_is_no_hearing_before_customs_intends_anything(app, client, office) -> None:
    office.graded()
    come(app, client, office.ada)
    path = ours(office, "hearing")
    assert client.get(path).status_code == 404
    assert post(client, path, answer="maintain", reply=REPLY).status_code == 404
    assert post(client, f"{path}/answer", reply=REPLY).status_code == 404
    assert "hearing" not in client.get(ours(office)).text
