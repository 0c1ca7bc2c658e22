"""The sentences of a derivation: one for each rule that the fold applies."""

from aeo.domain.calendar import Counting
from aeo.domain.errors import N_, Sentence

START_NOT_COUNTED = Sentence(N_("The day of the start is not counted."))
START_COUNTED = Sentence(N_("The day of the start is counted."))
STARTS_ANEW = Sentence(N_("The clock starts anew with its full length."))
RUNS_ON = Sentence(N_("The clock runs on with the days that were left."))
STOPS = Sentence(N_("This stops the clock. The day itself still counts."))
STANDS = Sentence(N_("The clock stands still; the days left are kept."))
RESUMES = Sentence(N_("The clock runs again. The day itself does not count."))
STOPPED_AGAIN = Sentence(N_("The clock is stopped already; it waits for this as well."))
STILL_STOPPED = Sentence(N_("The clock stays stopped: something else still holds it."))
ALREADY_HELD = Sentence(N_("Not counted: this already stops the clock."))
NOT_STOPPED = Sentence(N_("Not counted: this did not stop the clock, so it cannot resume it."))
NOT_RUNNING = Sentence(N_("Not counted: the clock was not running."))
ALREADY_RUNNING = Sentence(N_("Not counted: the clock was running already."))
TIME_WAS_OVER = Sentence(N_("Not counted: the time was over already."))
NOT_STARTED_TO_EXTEND = Sentence(N_("A clock that has not started cannot be extended."))
ENDED_TO_EXTEND = Sentence(N_("A clock that has ended cannot be extended."))
OVER_TO_EXTEND = Sentence(N_("The time is over, so it cannot be extended any more."))
WITHOUT_END = Sentence(N_("A clock without an end cannot be extended."))
NO_LENGTH = Sentence(N_("The extension does not say how long it is."))
NO_SUCH_EXTENSION = Sentence(N_("This clock knows no such extension."))
ENDS = Sentence(N_("This ends the clock."))
OPEN_END = Sentence(N_("The clock has no fixed length: it runs until it is ended."))
NO_ROLL = Sentence(N_("The last day stays where it falls."))
A_WORKING_DAY = Sentence(N_("The last day is a working day."))
ROLLS = Sentence(N_("The last day is not a working day: the next working day is the last."))
BACKWARDS = Sentence(N_("Counted back from this day. A period counted back does not roll."))
HOURS = Sentence(N_("Every hour counts, on all days."))

COUNTED_FROM = {
    "first": Sentence(N_("It counts from the day of the first receipt.")),
    "last": Sentence(N_("It counts from the day on which the last item was received.")),
}
COUNTED = {
    Counting.CALENDAR: Sentence(N_("Every day counts.")),
    Counting.WORKING: Sentence(N_("Working days count.")),
    Counting.ORDINARY: Sentence(
        N_("The period is short: holidays and days of closure are not counted.")
    ),
}


def extended(days: int) -> Sentence:
    return Sentence(N_("The clock runs on, and %(days)s days are added."), {"days": days})


def too_long(length: int, most: int) -> Sentence:
    return Sentence(
        N_("The extension is %(length)s long; at most %(most)s is allowed."),
        {"length": length, "most": most},
    )


def too_often(times: int) -> Sentence:
    return Sentence(N_("This extension may be given %(times)s times, and was."), {"times": times})


def shortened(length: int, most: int) -> Sentence:
    return Sentence(
        N_("%(length)s was asked for; the rule allows %(most)s."), {"length": length, "most": most}
    )


def at_least(days: int) -> Sentence:
    return Sentence(N_("The period must hold at least %(days)s working days."), {"days": days})


def not_extended(reason: Sentence) -> Sentence:
    return Sentence(N_("Not extended. %(reason)s"), {"reason": reason})
