"""Chromium and the whole service, once for all journeys."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.service import Service, running, until
from tests.postgresql import server

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ON_THE_OTHER = pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.long])
HERE = Path(__file__).parent
LAST = HERE / "test_life.py"
COMPLETE = 300.0  # seconds; on two cores of their own it takes less than ninety
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In any order, but engine by engine; and the journey that walks three years comes last, for
    all of them share one programme time."""
    places = [at for at, item in enumerate(items) if HERE in item.path.parents]
    ours = sorted((items[at] for at in places), key=lambda item: (_engine(item), item.path == LAST))
    for at, item in zip(places, ours, strict=True):
        items[at] = item


def _engine(item: pytest.Item) -> str:
    """SQLite before the other."""
    given = item.callspec.params.get("service", "") if hasattr(item, "callspec") else ""
    return {"sqlite": "", "": ""}.get(given, given)


@pytest.fixture(scope="session", params=["sqlite", ON_THE_OTHER])
def service(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demonstration, complete; all journeys walk through it once on each engine."""
    var = tmp_path_factory.mktemp(f"journeys-{request.param}") / "var"
    with database(request.param, var) as url, running(var, url) as service:
        until(lambda: "Bo Lau" in service.get("/sign-in")[1], "the demonstration", COMPLETE)
        yield service


@contextmanager
def database(engine: str, var: Path) -> Iterator[str]:
    """The address of an empty one; empty for the file that the service makes by itself."""
    if engine == "sqlite":
        yield ""
        return
    with server(var.parent) as (owner_url, _url):
        yield owner_url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(params=sorted(WIDTHS))
def page(request, chromium: Browser, service: Service) -> Iterator[Page]:
    """A page of a new browser that asks nobody but the service, and complains of nothing."""
    width, height = WIDTHS[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, base_url=service.address, locale="en-GB"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: check_host(asked.url, service, complaints))
    yield page
    context.close()
    # Chromium reports a page that is an error as an error of the console; that is meant.
    assert [said for said in complaints if "Failed to load resource" not in said] == []


def keep_picture(page: Page, folder: Path, name: str) -> None:
    """For ``./dev shots``: the whole page, under its name and the width it is seen at."""
    folder.mkdir(parents=True, exist_ok=True)
    file = f"{re.sub('[^a-z0-9]+', '-', name.lower())}-{page.viewport_size['width']}.png"
    page.screenshot(path=folder / file, full_page=True)


def check_host(url: str, service: Service, complaints: list[str]) -> None:
    if not url.startswith((service.address, "data:", "blob:", "about:")):
        complaints.append(f"a request left the host: {url}")


@pytest.fixture
def look(page: Page):
    """What a careful reader would see: axe finds nothing, and nothing scrolls sideways."""
    axe = Axe()

    def looked(name: str) -> None:
        if folder := os.environ.get("SHOTS"):
            keep_picture(page, Path(folder), name)
        found = axe.run(page).response["violations"]
        assert [(name, it["id"], it["nodes"][0]["html"]) for it in found] == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (name, wide) == (name, 0)

    return looked
