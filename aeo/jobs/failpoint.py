"""Places where a test may kill this very process, to prove that nothing is lost there.

``AEO_FAILPOINT=deliver.after_claim`` kills at the first passage, ``…:3`` at the third.
Without that variable a passage does nothing.
"""

import os
from collections import Counter

KILLED = 137  # as if by SIGKILL
_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Die here, without any clean-up, when the environment says so."""
    wanted, _colon, nth = os.environ.get("AEO_FAILPOINT", "").partition(":")
    if wanted != name:
        return
    _passed[name] += 1
    if _passed[name] == int(nth or 1):
        os._exit(KILLED)
