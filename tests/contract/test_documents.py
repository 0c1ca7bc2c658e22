"""The documents name what there is, and nothing else."""

import re
from dataclasses import fields

import pytest

from aeo.config import ROOT, Settings

DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])


def test_operations_lists_every_setting_and_no_other() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.split("| Variable |")[1].split("\n\n")[0]
    ours = {f"AEO_{field.name.upper()}" for field in fields(Settings)}
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    assert set(re.findall(r"AEO_[A-Z_]+", " ".join(rows))) == ours


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert gone == []


def test_the_readme_maps_every_room() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in ROOT.glob("aeo/*/__init__.py")} - {"migrations"}
    assert {room for room in rooms if f"aeo/{room}/" not in text} == set()
