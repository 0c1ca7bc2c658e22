"""A certificate that was issued, for tests of the paper: a test states only what matters."""

from datetime import date
from pathlib import Path

from aeo.config import ROOT
from aeo.services import programme_files
from aeo.services.authorisations.papers import Issued

FOLDERS = (ROOT / "aeo" / "programmes", Path(__file__).parent / "programmes")
URL = "https://aeo.example/verify/K7QM-2XHD-94TR"
SITES = [
    {"name": "Sha Tin store", "address": "14 Au Pui Wan Street, Sha Tin"},
    {"name": "落馬洲停車場", "address": "新界落馬洲"},
]
CONTENT = {
    "name": "Lantern Peak Freight Limited",
    "name_zh": "燈峰貨運有限公司",
    "identifier": "12345678",
    "roles": ["forwarder", "warehouse_operator"],
    "sites": SITES,
}


def programme(name: str):
    found = next(folder / name for folder in FOLDERS if (folder / name).exists())
    return programme_files.read(found / "programme.yaml")


def an_issued(language: str = "en", *, of: str = "hkaeo-2026-01", **given) -> Issued:
    content = {**CONTENT, **given.pop("content", {})}
    values = {
        "language": language,
        "programme": programme(of),
        "code": "AEOHK0000000017",
        "number": 2,
        "levels": ("T2",),
        "valid_from": date(2026, 11, 25),
        "valid_to": date(2029, 11, 24),
        "granted_on": date(2026, 11, 24),
        "signatory": "Kwok Chi Hang",
        "verify_code": "K7QM-2XHD-94TR",
        "verify_url": URL,
    }
    return Issued(**{**values, **given}, content=content)
