"""Files in a folder of this machine, named by the SHA-256 of their content.

The file is complete, synced and in its place before any row may name it, so a row without a
file cannot exist; a file without a row is swept. Content never changes: another content has
another name.
"""

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

BLOCK = 256 * 1024


class TooLarge(Exception):
    """More bytes came than the limit allows; nothing was kept. ``limit`` is in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"more than {limit} bytes")


@dataclass(frozen=True, slots=True)
class Received:
    """A stored content: its SHA-256 in hex, and its size in bytes."""

    sha256: str
    size: int


class LocalStore:
    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def at(cls, url: str) -> "LocalStore":
        """The store at ``file:///…``. Raises ValueError for any other kind of address."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError(f"AEO_STORAGE_URL must be file:///folder, not {url!r}")
        return cls(Path(parts.path))

    def receive(self, stream: BinaryIO, *, limit: int) -> Received:
        """Keep what ``stream`` holds, at most ``limit`` bytes. Raises TooLarge.

        Call it before any transaction is open: a slow sender must not hold one.
        """
        incoming = self.root / "incoming" / uuid.uuid4().hex
        incoming.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        try:
            with incoming.open("xb") as file:
                while block := stream.read(BLOCK):
                    size += len(block)
                    if size > limit:
                        raise TooLarge(limit)
                    digest.update(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            self._settle(incoming, digest.hexdigest())
        finally:
            incoming.unlink(missing_ok=True)
        return Received(digest.hexdigest(), size)

    def open(self, sha256: str) -> BinaryIO:
        """Raises FileNotFoundError when nothing of that content was kept."""
        return self.path(sha256).open("rb")

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise FileNotFoundError(sha256)
        return self.root / "store" / sha256[:2] / sha256[2:4] / sha256

    def is_writable(self) -> bool:
        """For the readiness probe: whether a file can be made and removed."""
        probe = self.root / "incoming" / f"probe-{uuid.uuid4().hex}"
        try:
            probe.parent.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"")
            probe.unlink()
        except OSError:
            return False
        return True

    def _settle(self, incoming: Path, sha256: str) -> None:
        target = self.path(sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming.rename(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
