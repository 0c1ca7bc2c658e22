"""A coordinator and the files she gives, for the pages of files."""

from dataclasses import dataclass
from io import BytesIO

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.jobs import check_documents, hand_out
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.storage import store
from tests.corpus.shelf import TWO_PAGES, a_case, give
from tests.people import a_company, a_member, sign_in, token, writing

SCRIPT = {"X-Requested-With": "fetch", "Accept": "application/json"}
PLAN = {"code": "DOC-ORG", "question": "A1"}


@dataclass
class Ada:
    """A coordinator who is signed in, her company and her draft."""

    client: FlaskClient
    app: Flask
    email: str
    user_id: int
    company_id: int
    reference: str

    @property
    def evidence(self) -> str:
        return f"/portal/applications/{self.reference}/evidence"

    def send(self, path: str, *contents, headers=None, field: str = "files", **data):
        """A form with files, as a browser or its script sends it."""
        sent = {} if headers and "X-CSRFToken" in headers else {"csrf_token": token(self.client)}
        sent |= data
        sent[field] = [FileStorage(BytesIO(content), filename=name) for name, content in contents]
        boundary, body = encode_multipart(sent)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(path, data=body, headers=headers, content_type=kind)

    def post(self, path: str, **data):
        return self.client.post(path, data={"csrf_token": token(self.client), **data})

    def give(self, content: bytes = TWO_PAGES, name: str = "Plan.pdf") -> str:
        with writing(self.app):
            from aeo.services import accounts, companies

            user, company = accounts.get(self.user_id), companies.get(self.company_id)
            return give(user, company, content, name).public_id

    def check(self) -> None:
        with self.app.app_context():
            hand_out.work_off((check_documents.WORK,))

    def rows(self) -> list[tuple[str, str, str, str]]:
        with self.app.app_context():
            return [
                (row.document_code, row.question_key, row.state.value, row.reason)
                for row in db.session.scalars(sa.select(Evidence).order_by(Evidence.id))
            ]

    def paper(self) -> str:
        with self.app.app_context():
            return db.session.scalars(sa.select(Evidence.public_id)).one()

    def documents(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            found = db.session.scalars(sa.select(Document).order_by(Document.id))
            return [(row.name, row.state.value) for row in found]


def a_person_of(app: Flask, name: str, ubi: str, role: Role = Role.COORDINATOR, **case) -> Ada:
    with writing(app):
        company = a_company(name, ubi)
        user = a_member(company, role)
        reference = a_case(company, user, **case).reference
        found = (user.email, user.id, company.id)
    client = app.test_client()
    assert sign_in(client, found[0]).status_code == 303
    return Ada(client, app, *found, reference)


def got(client: FlaskClient, path: str):
    """The answer, read to its end: a file that is sent must be closed."""
    return client.get(path, buffered=True)


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(path.name for path in store().root.rglob("*") if path.is_file())


def sent(ada: Ada) -> None:
    with writing(ada.app):
        db.session.execute(
            sa.update(Case)
            .where(Case.reference == ada.reference)
            .values(status=CaseStatus.SUBMITTED, round=1, submitted_at=Case.created_at)
        )
