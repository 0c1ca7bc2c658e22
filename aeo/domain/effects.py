"""What an event means for everything else: the cross-effects of product §6, every cell decided.

Services carry a cell out and tests hold them to it; ``docs/workflow.md`` prints the table. Each
sentence says what happens, so that a changed rule shows as a changed sentence.
"""

from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    GRANTED = "granted"
    RENEWAL_REFUSED = "renewal_refused"
    RENEWAL_WITHDRAWN = "renewal_withdrawn"
    VALID_TO_PASSED = "valid_to_passed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    STATUS_WITHDRAWN = "status_withdrawn"
    COMPANY_ENDED = "company_ended"


class Thing(StrEnum):
    AUTHORISATION = "authorisation"
    CERTIFICATE = "certificate"
    REGISTER = "register"
    OPEN_CASES = "open_cases"
    VISITS = "visits"
    REMINDERS = "reminders"
    LOGO = "logo"
    PARTNER_EXPORTS = "partner_exports"


class Change(StrEnum):
    """What becomes of the thing, for a machine; the sentence says it for a person."""

    BEGINS = "begins"
    STAYS = "stays"
    PAUSES = "pauses"
    RESUMES = "resumes"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Cell:
    change: Change
    sentence: str


EVENT_WORDS: dict[Event, str] = {
    Event.GRANTED: "Granted",
    Event.RENEWAL_REFUSED: "Renewal refused",
    Event.RENEWAL_WITHDRAWN: "Renewal withdrawn",
    Event.VALID_TO_PASSED: "Last day of validity passed",
    Event.SUSPENDED: "Suspended",
    Event.REINSTATED: "Reinstated",
    Event.REVOKED: "Revoked",
    Event.STATUS_WITHDRAWN: "Status withdrawn",
    Event.COMPANY_ENDED: "Company ended",
}
THING_WORDS: dict[Thing, str] = {
    Thing.AUTHORISATION: "Authorisation",
    Thing.CERTIFICATE: "Certificate",
    Thing.REGISTER: "Register",
    Thing.OPEN_CASES: "Open cases",
    Thing.VISITS: "Visits",
    Thing.REMINDERS: "Reminders",
    Thing.LOGO: "Logo",
    Thing.PARTNER_EXPORTS: "Partner exports",
}

E, T, C = Event, Thing, Change
EFFECTS: dict[Event, dict[Thing, Cell]] = {
    E.GRANTED: {
        T.AUTHORISATION: Cell(
            C.BEGINS,
            "A new version begins: at once, or for a renewal granted before expiry on the day after"
            " the old one ends; the older version is superseded on that day.",
        ),
        T.CERTIFICATE: Cell(
            C.BEGINS, "One certificate per language is issued for the new version, byte for byte."
        ),
        T.REGISTER: Cell(
            C.BEGINS,
            "The new version is shown from its first day, as the programme and the holder's"
            " consent allow.",
        ),
        T.OPEN_CASES: Cell(
            C.STAYS, "Other open cases go on; the granted case closes and never changes again."
        ),
        T.VISITS: Cell(
            C.ENDS, "Visits of the granted case that have not taken place are cancelled."
        ),
        T.REMINDERS: Cell(
            C.BEGINS,
            "The reminders of the new version begin; those of the older version stop.",
        ),
        T.LOGO: Cell(C.BEGINS, "The logo may be used from the first day of the version."),
        T.PARTNER_EXPORTS: Cell(
            C.BEGINS, "Partners get the new version with the next export, where consent was given."
        ),
    },
    E.RENEWAL_REFUSED: {
        T.AUTHORISATION: Cell(
            C.STAYS,
            "The running version stays until its last day; one that was carried on during the"
            " renewal expires with the decision.",
        ),
        T.CERTIFICATE: Cell(C.STAYS, "The certificate stays valid until the last day."),
        T.REGISTER: Cell(
            C.STAYS, "The holder stays in the register until the last day; the refusal never shows."
        ),
        T.OPEN_CASES: Cell(
            C.STAYS,
            "Other open cases go on; the refused case closes with its findings as unresolved.",
        ),
        T.VISITS: Cell(C.ENDS, "Visits of the refused case are cancelled and the hosts told."),
        T.REMINDERS: Cell(
            C.STAYS,
            "Renewal reminders do not start again by themselves; the reminder of expiry stays.",
        ),
        T.LOGO: Cell(C.STAYS, "The logo may be used until the last day."),
        T.PARTNER_EXPORTS: Cell(C.STAYS, "Nothing is sent before the status really ends."),
    },
    E.RENEWAL_WITHDRAWN: {
        T.AUTHORISATION: Cell(
            C.STAYS,
            "The running version stays until its last day; one that was carried on during the"
            " renewal expires at once.",
        ),
        T.CERTIFICATE: Cell(C.STAYS, "The certificate stays valid until the last day."),
        T.REGISTER: Cell(C.STAYS, "The holder stays in the register until the last day."),
        T.OPEN_CASES: Cell(
            C.STAYS, "Other open cases go on; the withdrawn case closes and its answers are kept."
        ),
        T.VISITS: Cell(C.ENDS, "Visits of the withdrawn case are cancelled and the hosts told."),
        T.REMINDERS: Cell(
            C.RESUMES, "Renewal reminders start again: a renewal can still be sent in time."
        ),
        T.LOGO: Cell(C.STAYS, "The logo may be used until the last day."),
        T.PARTNER_EXPORTS: Cell(C.STAYS, "Nothing is sent before the status really ends."),
    },
    E.VALID_TO_PASSED: {
        T.AUTHORISATION: Cell(
            C.ENDS,
            "The version expires at the end of its last day, suspended or not; only where the"
            " programme carries a timely renewal on does an active one go on.",
        ),
        T.CERTIFICATE: Cell(
            C.ENDS, "The certificate stays as it was issued; checking it says that it has ended."
        ),
        T.REGISTER: Cell(
            C.ENDS, "The holder leaves the register; the history is kept and not public."
        ),
        T.OPEN_CASES: Cell(
            C.STAYS,
            "An open renewal goes on; granted later, its term begins on the day of decision and"
            " the gap is shown.",
        ),
        T.VISITS: Cell(
            C.STAYS, "Visits of an open renewal go on; monitoring visits are cancelled."
        ),
        T.REMINDERS: Cell(
            C.ENDS, "All reminders of the version stop; the notice of expiry is sent once."
        ),
        T.LOGO: Cell(C.ENDS, "The licence for the logo ends and its download closes."),
        T.PARTNER_EXPORTS: Cell(C.ENDS, "Partners get the end with the next export."),
    },
    E.SUSPENDED: {
        T.AUTHORISATION: Cell(
            C.PAUSES,
            "The version is suspended and its benefits are off at once; its last day stays.",
        ),
        T.CERTIFICATE: Cell(
            C.PAUSES, "The certificate stays as issued; checking it says that it is not in force."
        ),
        T.REGISTER: Cell(
            C.PAUSES, "The holder is hidden or shown as suspended, as the programme says."
        ),
        T.OPEN_CASES: Cell(
            C.STAYS,
            "Open cases go on; a grant leaves the suspension as it is, for the measure to end.",
        ),
        T.VISITS: Cell(C.STAYS, "Visits go on; a visit to verify the cure may be added."),
        T.REMINDERS: Cell(C.STAYS, "Renewal reminders go on, and reminders of the cure are added."),
        T.LOGO: Cell(C.PAUSES, "The licence for the logo rests and its download closes."),
        T.PARTNER_EXPORTS: Cell(C.PAUSES, "Partners are told at once."),
    },
    E.REINSTATED: {
        T.AUTHORISATION: Cell(
            C.RESUMES, "The version is active again with the same last day; nothing is made up for."
        ),
        T.CERTIFICATE: Cell(C.RESUMES, "Checking the certificate says again that it is in force."),
        T.REGISTER: Cell(C.RESUMES, "The holder is shown as before; the suspension never shows."),
        T.OPEN_CASES: Cell(C.STAYS, "Open cases go on."),
        T.VISITS: Cell(C.STAYS, "Visits go on; those for the cure are done."),
        T.REMINDERS: Cell(C.ENDS, "Reminders of the cure stop; renewal reminders go on."),
        T.LOGO: Cell(C.RESUMES, "The logo may be used again."),
        T.PARTNER_EXPORTS: Cell(C.RESUMES, "Partners are told at once."),
    },
    E.REVOKED: {
        T.AUTHORISATION: Cell(
            C.ENDS, "The version is revoked from the day in the decision, and the bar begins."
        ),
        T.CERTIFICATE: Cell(
            C.ENDS, "The certificate stays as issued; checking it says that it has ended."
        ),
        T.REGISTER: Cell(
            C.ENDS, "The holder leaves the register, with a notice where the programme has one."
        ),
        T.OPEN_CASES: Cell(
            C.ENDS,
            "Open cases close as not accepted, with the bar; a draft stays and cannot be sent"
            " before the bar is over.",
        ),
        T.VISITS: Cell(C.ENDS, "All visits are cancelled and the hosts told."),
        T.REMINDERS: Cell(C.ENDS, "All reminders stop; none invites a renewal within the bar."),
        T.LOGO: Cell(C.ENDS, "The licence for the logo ends and its download closes."),
        T.PARTNER_EXPORTS: Cell(C.ENDS, "Partners are told at once."),
    },
    E.STATUS_WITHDRAWN: {
        T.AUTHORISATION: Cell(
            C.ENDS, "The version ends on the day that the officer confirms; there is no bar."
        ),
        T.CERTIFICATE: Cell(
            C.ENDS, "The certificate stays as issued; checking it says that it has ended."
        ),
        T.REGISTER: Cell(C.ENDS, "The holder leaves the register; the reason is not shown."),
        T.OPEN_CASES: Cell(
            C.STAYS,
            "Open cases go on until the company withdraws them; the confirmation lists them.",
        ),
        T.VISITS: Cell(C.STAYS, "Visits of open cases go on; monitoring visits are cancelled."),
        T.REMINDERS: Cell(C.ENDS, "All reminders of the version stop."),
        T.LOGO: Cell(C.ENDS, "The licence for the logo ends and its download closes."),
        T.PARTNER_EXPORTS: Cell(C.ENDS, "Partners are told at once."),
    },
    E.COMPANY_ENDED: {
        T.AUTHORISATION: Cell(
            C.ENDS,
            "The version is withdrawn from the day on which the company ended; a successor applies"
            " anew unless the programme allows a transfer.",
        ),
        T.CERTIFICATE: Cell(
            C.ENDS, "The certificate stays as issued; checking it says that it has ended."
        ),
        T.REGISTER: Cell(C.ENDS, "The holder leaves the register."),
        T.OPEN_CASES: Cell(
            C.ENDS, "Open cases close as not accepted, without a bar; drafts are discarded."
        ),
        T.VISITS: Cell(C.ENDS, "All visits are cancelled and the hosts told."),
        T.REMINDERS: Cell(C.ENDS, "All reminders stop; nobody is written to any more."),
        T.LOGO: Cell(C.ENDS, "The licence for the logo ends and its download closes."),
        T.PARTNER_EXPORTS: Cell(C.ENDS, "Partners are told at once."),
    },
}
