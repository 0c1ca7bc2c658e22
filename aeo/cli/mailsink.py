"""The mail server of the demonstration: keeps what it accepts in a folder (``aeo.mail.maildrop``).

``python -m aeo.cli.mailsink PORT FOLDER``. A file appears whole and synced before the sender is
told that the message was taken over, so the folder is a record that can be trusted.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.smtp import SMTP

HOST = "127.0.0.1"


class Keeper:
    """Takes every message over, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- the library's name
        keep(self._folder, envelope.original_content)
        return "250 taken over"


def keep(folder: Path, content: bytes) -> Path:
    """Write one message so that it is there whole or not at all."""
    name = uuid4().hex
    unfinished, finished = folder / f"{name}.part", folder / f"{name}.eml"
    with unfinished.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(finished)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return finished


async def serve(port: int, folder: Path) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    keeper = Keeper(folder)
    server = await loop.create_server(lambda: SMTP(keeper, enable_SMTPUTF8=True), HOST, port)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    place = Path(sys.argv[2])
    place.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(int(sys.argv[1]), place))
