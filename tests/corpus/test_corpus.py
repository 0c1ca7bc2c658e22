"""The corpus: each hostile file is refused for its own reason, each good one is clean."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from aeo.domain.file_kinds import Refused, Rejection
from aeo.jobs.inspect.looking import look
from aeo.jobs.inspect.office import Reader
from aeo.jobs.inspect.scanning import Marks
from aeo.storage import LocalStore
from aeo.storage.contents import recognise
from tests.corpus.good import GOOD
from tests.corpus.hostile import HOSTILE
from tests.corpus.making import SHEET, archive, office, pdf, picture


@pytest.fixture(scope="module")
def findings(tmp_path_factory) -> dict[str, object]:
    """What is found about the whole corpus, two files at a time; no database has a part in it."""
    folder = tmp_path_factory.mktemp("corpus")
    kept = LocalStore(folder / "store")

    def found(item) -> tuple[str, object]:
        number, (name, content, *_more) = item
        path = folder / str(number)
        path.write_bytes(content)
        return name, _verdict(path, kept)

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(found, enumerate([*GOOD, *HOSTILE])))


def _verdict(path: Path, kept: LocalStore) -> object:
    """The way of a file: recognised when it comes, scanned, looked at."""
    with path.open("rb") as file:
        try:
            kind = recognise(file)
        except Refused as refused:
            return refused.rejection
        if Marks().is_harmful(file):
            return Rejection.HARMFUL
    finding = look(path, kind, lambda picture: kept.receive(picture, limit=2**25))
    return finding.rejection or (finding.count, len(finding.pictures))


def test_every_hostile_file_is_rejected_for_its_own_reason(findings) -> None:
    assert len(HOSTILE) >= 60
    assert {name: findings[name] for name, *_more in HOSTILE} == {
        name: rejection for name, _content, rejection in HOSTILE
    }


def test_every_good_file_is_clean_with_its_pages_pictured(findings) -> None:
    assert len(GOOD) >= 18
    assert {name: findings[name] for name, *_more in GOOD} == {
        name: (count, pictures) for name, _content, count, pictures in GOOD
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_garbled_file_is_of_a_kind_or_refused_and_never_an_error(seed) -> None:
    chance = random.Random(seed)
    good = [office(), office(SHEET), pdf(1), picture("PNG"), archive({"a.txt": "a"})]
    for _file in range(500):
        content = bytearray(chance.choice(good))
        for _byte in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        content = content[: chance.choice([len(content), chance.randrange(1, len(content))])]
        with suppress(Refused):
            if recognise(BytesIO(content)).is_office:
                Reader(len(content)).read(BytesIO(content), depth=1)
