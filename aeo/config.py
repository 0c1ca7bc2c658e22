"""Settings: environment variables named ``AEO_…``, read once into one frozen, typed object.

A secret may come from a file (``AEO_SECRET_KEY_FILE``). What production may not run with is
refused here, before the first request.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-only-and-refused-in-production"  # noqa: S105 -- named so that production can refuse it
OUR_PROGRAMMES = ROOT / "aeo" / "programmes"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MIN_SECRET = 32


class Env(StrEnum):
    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class Misconfigured(Exception):
    """The process may not start like this; the message says which setting and why."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that production asks for. ``fault`` says what is wrong and what to do, and is
    empty when it is fine; a start is refused for it only if it ``refuses``."""

    about: str
    fault: str = ""
    refuses: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the processes are told. Sizes in bytes, paths absolute."""

    env: Env = Env.DEMO
    var: Path = ROOT / "var"
    database_url: str
    redis_url: str = ""
    storage_url: str
    smtp_url: str = "smtp://127.0.0.1:0"
    base_url: str = "http://127.0.0.1:8000"
    proxies: int = 0
    secret_key: str = DEMO_SECRET
    programme: str = "hkaeo"
    port: int = 8000
    bind: str = "127.0.0.1"
    upload_max: int = 25 * 1024 * 1024
    metrics_from: tuple[str, ...] = ("127.0.0.1", "::1")
    mail_from: str = "aeo@customs.example"
    programme_dirs: tuple[Path, ...] = (OUR_PROGRAMMES,)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment. Raises ``Misconfigured`` with every problem at once."""
        settings = cls.read(environ)
        if problems := settings.problems():
            raise Misconfigured("\n".join(problems))
        return settings

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """The same without a judgement, for whoever reports on it. Raises ``Misconfigured`` for
        what cannot be read at all."""
        env = Environment(os.environ if environ is None else environ)
        var = Path(env.get("VAR", str(ROOT / "var"))).resolve()
        port = env.number("PORT", 8000)
        return cls(
            env=Env(env.get("ENV", Env.DEMO)),
            var=var,
            database_url=env.get("DATABASE_URL", f"sqlite:///{var / 'aeo.sqlite3'}"),
            redis_url=env.get("REDIS_URL", ""),
            storage_url=env.get("STORAGE_URL", f"file://{var / 'files'}"),
            smtp_url=env.get("SMTP_URL", "smtp://127.0.0.1:0"),
            base_url=env.get("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            proxies=env.number("PROXIES", 0),
            secret_key=env.get("SECRET_KEY", DEMO_SECRET),
            programme=env.get("PROGRAMME", "hkaeo"),
            port=port,
            bind=env.get("BIND", "127.0.0.1"),
            upload_max=env.number("UPLOAD_MAX", 25 * 1024 * 1024),
            metrics_from=tuple(env.get("METRICS_FROM", "127.0.0.1,::1").split(",")),
            mail_from=env.get("MAIL_FROM", "aeo@customs.example"),
            programme_dirs=(OUR_PROGRAMMES, *env.folders("PROGRAMME_DIRS")),
        )

    @property
    def is_demo(self) -> bool:
        """Demo people and ``/dev/…`` exist only where nobody from outside can reach them."""
        return self.env is Env.DEMO and self.bind in LOOPBACK

    @property
    def has_dev_tools(self) -> bool:
        """``/dev/…`` for looking at mail and becoming an invented person."""
        return self.env is not Env.PRODUCTION and self.bind in LOOPBACK

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    def problems(self) -> list[str]:
        """Why this may not run: every reason, each naming the setting to change."""
        found = []
        if self.env is Env.DEMO and self.bind not in LOOPBACK:
            found.append("AEO_ENV=demo serves the loopback address only; set AEO_BIND=127.0.0.1.")
        if self.env is Env.PRODUCTION:
            found += [check.fault for check in self.checks() if check.fault]
        return found

    def checks(self) -> list[Check]:
        """What production asks of the settings; what takes a connection is in
        ``aeo.services.preflight``."""
        demands = (
            ("secret", "AEO_SECRET_KEY is the demo default.", self.secret_key != DEMO_SECRET),
            (
                "length of the secret",
                f"AEO_SECRET_KEY needs {MIN_SECRET} characters.",
                len(self.secret_key) >= MIN_SECRET,
            ),
            (
                "kind of database",
                "AEO_DATABASE_URL must be PostgreSQL.",
                not self.database_url.startswith("sqlite"),
            ),
            ("address of the broker", "AEO_REDIS_URL is not set.", bool(self.redis_url)),
            (
                "address of the mail server",
                "AEO_SMTP_URL is not set.",
                not self.smtp_url.endswith(":0"),
            ),
            ("address of the service", "AEO_BASE_URL must begin with https://.", self.is_https),
        )
        return [Check(about, "" if met else fault) for about, fault, met in demands]


class Environment:
    """``AEO_X`` or the content of the file named by ``AEO_X_FILE``."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def get(self, name: str, default: str) -> str:
        if path := self._environ.get(f"AEO_{name}_FILE"):
            return Path(path).read_text(encoding="utf-8").strip()
        return self._environ.get(f"AEO_{name}") or default

    def folders(self, name: str) -> tuple[Path, ...]:
        """Several, as a search path names them."""
        named = self.get(name, "").split(os.pathsep)
        return tuple(Path(one).resolve() for one in named if one)

    def number(self, name: str, default: int) -> int:
        text = self.get(name, str(default))
        if not (text.isascii() and text.isdigit()):
            raise Misconfigured(f"AEO_{name} must be a whole number, not {text!r}.")
        return int(text)
