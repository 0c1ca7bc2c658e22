"""What beat does: it pokes. No entry carries a meaning; each asks the database what is due."""

from enum import StrEnum

EXPIRES_SECONDS = 5  # a poke that waited longer is pointless: others came after it


class TaskName(StrEnum):
    HAND_OUT = "workers.hand_out"
    RUN_CHUNK = "workers.run_chunk"


BEAT = {
    "hand_out": {
        "task": TaskName.HAND_OUT.value,
        "schedule": 1.0,
        "options": {"expires": EXPIRES_SECONDS, "queue": "schedule"},
    },
}
