"""The catalogue of messages: complete, consistent, and silent about what an inbox must not show."""

import shutil
from pathlib import Path

import pytest
import yaml

from aeo.mail.catalogue import FOLDER, LANGUAGES, CatalogueError, load, named
from aeo.mail.wording import RenderError, fill

CATALOGUE = load()
ENTRIES = [pytest.param(entry, id=entry.slug) for entry in CATALOGUE.entries]

# What the outcome of a case may never be guessed from in a list of subjects.
GIVEAWAYS = {
    "en": ("refus", "suspen", "revo", "annul", "reject", "finding", "tier", "level", "score"),
    "zh-Hant": ("拒絕", "暫停", "撤銷", "取消資格", "不合格", "第一級", "第二級", "評分"),
    "zh-Hans": ("拒绝", "暂停", "撤销", "取消资格", "不合格", "第一级", "第二级", "评分"),
}
DECISIONS = ("granted", "granted-lower-level", "granted-with-actions", "refused")


def test_every_kind_of_the_main_line_is_there() -> None:
    needed = {
        "confirm-email", "password-reset", "company-invitation", "draft-created",
        "submission-received", "case-in-intake-queue", "application-returned",
        "application-accepted", "application-not-accepted", "information-request",
        "information-receipt", "visit-proposal", "visit-confirmed-company", "report-with-actions",
        "corrective-actions-closed", "recommendation-ready", "put-for-decision", "granted",
        "refused", "renewal-invitation", "renewal-reminder", "renewal-late-company",
        "status-expired-company", "withdrawal-receipt", "application-lapsed",
    }  # fmt: skip
    assert needed - CATALOGUE.current.keys() == set()
    assert len(CATALOGUE.current) == 119


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_subject_gives_nothing_away_to_who_looks_over_a_shoulder(entry) -> None:
    if {CATALOGUE.roles[role].side for role in entry.recipients} == {"customs"}:
        return
    for language in LANGUAGES:
        words = entry.texts[language]
        shown = f"{words.subject} {words.preheader}".lower()
        assert [word for word in GIVEAWAYS[language] if word in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_four_decisions_look_the_same_in_an_inbox(language) -> None:
    shown = {
        (CATALOGUE.current[slug].texts[language].subject,
         CATALOGUE.current[slug].texts[language].preheader)
        for slug in DECISIONS
    }  # fmt: skip
    assert len(shown) == 1


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_legal_notice_is_never_left_to_a_digest(entry) -> None:
    assert not (entry.kind == "legal" and entry.digestable)


@pytest.mark.parametrize("entry", ENTRIES)
def test_who_shares_an_entry_is_on_one_side_of_the_counter(entry) -> None:
    sides = {CATALOGUE.roles[role].side for role in entry.recipients}
    assert sides == {"customs"} or "customs" not in sides
    assert (sides == {"customs"}) == (entry.kind == "staff")


def test_a_company_is_named_to_the_invited_only() -> None:
    naming = {entry.slug for entry in CATALOGUE.entries if "company_name" in entry.values}
    assert naming == {"company-invitation", "mandate-given-adviser"}


def test_only_links_that_prove_a_mailbox_are_made_late() -> None:
    late = {entry.slug: entry.late for entry in CATALOGUE.entries if entry.late}
    assert late == {
        "confirm-email": "confirm_link",
        "password-reset": "reset_link",
        "company-invitation": "invitation_link",
    }
    assert CATALOGUE.current["confirm-email"].needs == frozenset()


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the catalogue with one thing in it made wrong."""
    shutil.copytree(FOLDER, tmp_path / "catalogue")
    path = tmp_path / "catalogue" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path / "catalogue"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("notices/preparing.yaml", "draft {ref} is waiting", "draft {serial} is waiting",
         "N01c draft-idle-reminder en: serial is not declared"),
        ("notices/preparing.yaml", "application {ref} is saved", "application {Ref} is saved",
         "N01a draft-created en: a brace that is no placeholder"),
        ("notices/preparing.yaml", "recipients: [invitee]", "recipients: [stranger]",
         "N01b company-invitation: no role stranger"),
        ("notices/preparing.yaml", "invitation by {expiry_date}", "invitation of {company_name}",
         "N01b company-invitation en: a subject may not name company_name"),
        ("notices/preparing.yaml", "values: [last_change_date]", "values: [last_change_date, due_date]",
         "N01c draft-idle-reminder en: never says due_date"),
        ("notices/preparing.yaml", "Action required: accept", "Accept",
         "N01b company-invitation: asks for action in some languages only"),
        ("notices/preparing.yaml", "slug: draft-created", "slug: signature-requested",
         "signature-requested version 1: twice"),
        ("notices/preparing.yaml", "id: N01c", "id: N01a",
         "N01a: one number, several kinds (draft-created, draft-idle-reminder)"),
        ("frame.yaml", "call {contact_phone}", "call {contact_fax}",
         "frame: help en: contact_fax is not declared"),
    ],
)  # fmt: skip
def test_a_faulty_catalogue_is_refused_with_the_reason(tmp_path, file, old, new, reason) -> None:
    folder = changed(tmp_path, file, old, new)
    with pytest.raises(CatalogueError) as refusal:
        load(folder)
    assert reason in str(refusal.value).splitlines()


def test_a_kind_without_one_of_the_languages_is_refused(tmp_path) -> None:
    folder = changed(tmp_path, "notices/preparing.yaml", "    zh-Hans:", "    zh-CN:")
    with pytest.raises(ValueError, match="zh-CN"):
        load(folder)


def test_two_versions_of_a_kind_stand_side_by_side_until_the_old_one_is_sent(tmp_path) -> None:
    shutil.copytree(FOLDER, tmp_path / "catalogue")
    old = yaml.safe_load((FOLDER / "notices/preparing.yaml").read_text(encoding="utf-8"))[0]
    new = {**old, "version": 2, "priority": 6}
    (tmp_path / "catalogue/notices/newer.yaml").write_text(yaml.safe_dump([new]), encoding="utf-8")
    catalogue = load(tmp_path / "catalogue")
    assert catalogue.current["draft-created"].version == 2
    assert catalogue.entry("draft-created", 1).priority == 7


def test_a_text_is_filled_from_the_dictionary_and_nothing_else() -> None:
    said = {"ref": "{recipient_name} {0.__class__}", "recipient_name": "Ada"}
    assert fill("{ref} for {recipient_name}", said) == "{recipient_name} {0.__class__} for Ada"
    with pytest.raises(RenderError, match="no value for due_date"):
        fill("by {due_date}", said)


def test_the_placeholders_of_a_text_are_found() -> None:
    assert named("a {due_date} b {ref} {ref} {0} {X}") == {"due_date", "ref"}
