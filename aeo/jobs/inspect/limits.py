"""What the child may use. Reaching a limit kills it, and the parent draws the conclusion."""

import ctypes
import resource
import signal

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 18
LARGEST_FILE = 32 * 1024 * 1024  # bytes, of a picture
PR_SET_PDEATHSIG = 1


def apply() -> None:
    """Set them all, for the rest of this process."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (most, most))
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # never outlive a killed worker
