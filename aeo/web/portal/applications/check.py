"""Check and submit: what is missing, then the declaration of a signatory."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission
from aeo.domain.programme.criteria import AnswerType
from aeo.domain.vocabulary import Role
from aeo.models.account import User
from aeo.services import answers, cases, companies, editable, sending
from aeo.services.lacks import Draft
from aeo.services.sending import Declaration
from aeo.web.access import access, acting, signed_in
from aeo.web.account import passwords, session
from aeo.web.answered import spoken
from aeo.web.fields import SafeText
from aeo.web.portal import bp
from aeo.web.portal.applications import present, returned, words

AGREE = _l("Tick this to agree.")


class Signing(FlaskForm):
    """The declaration; every statement is agreed to by itself."""

    true = BooleanField(validators=[InputRequired(AGREE)])
    visits = BooleanField(
        _l("Customs may visit our sites and check our records for this application."),
        [InputRequired(AGREE)],
    )
    privacy = BooleanField(
        _l("We have read how personal information is used."), [InputRequired(AGREE)]
    )
    name = SafeText(_l("Your name"), [InputRequired(_l("Type your name."))])
    post = SafeText(_l("Your post in the company"), [InputRequired(_l("Type your post."))])
    password = PasswordField(_l("Your password, entered again"))

    def statements(self) -> tuple[str, ...]:
        fields = (self.true, self.visits, self.privacy)
        return tuple(str(field.label.text) for field in fields)


@bp.get("/applications/<reference>/check")
@access(GET=Permission.PORTAL_READ)
def application_check(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    if case.status not in editable.OPEN_TO_COMPANY:
        return redirect(url_for(".application", reference=reference), 303)
    draft = Draft.of(case)
    return _page(draft, _form(draft))


@bp.post("/applications/<reference>/send")
@access(POST=Permission.PORTAL_SUBMIT)
def application_send(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    if case.status not in editable.OPEN_TO_COMPANY:
        raise OutOfOrder(answers.CLOSED)
    draft = Draft.of(case)
    form = _form(draft)
    if not form.validate() or not _knows_the_password(form):
        return _page(draft, form), 422
    declaration = Declaration(
        statements=form.statements(), name=form.name.data or "", post=form.post.data or ""
    )
    with acting() as actor:
        number = sending.send(reference, declaration, by=actor).number
    flash(_("Your application is sent. Keep the receipt."), "success")
    return redirect(url_for(".application_receipt", reference=reference, number=number), 303)


@bp.post("/applications/<reference>/ask-to-sign")
@access(POST=Permission.PORTAL_EDIT)
def application_ask_to_sign(reference: str) -> ResponseReturnValue:
    with acting() as actor:
        sending.ask_to_sign(reference, by=actor)
    flash(_("We have asked every signatory by e-mail to check and sign."), "success")
    return redirect(url_for(".application_check", reference=reference), 303)


def _form(draft: Draft) -> Signing:
    form = Signing()
    declared = [
        spoken(one.question.text)
        for one in draft.questionnaire.asked()
        if one.question.type is AnswerType.DECLARATION
    ]
    form.true.label.text = " ".join(declared) or _("All we say here is true and complete.")
    if not form.is_submitted():
        form.name.data = signed_in().name
    return form


def _page(draft: Draft, form: Signing) -> str:
    case, actor = draft.case, signed_in()
    members = companies.members(case.company_id)
    return render_template(
        "portal/application_check.html",
        case=case,
        title=words.title(case),
        overview=present.overview(draft),
        unanswered=_unanswered(draft),
        form=form,
        may_sign=actor.has(Role.SIGNATORY),
        signatories=[one.user.name for one in members if Role.SIGNATORY in one.roles],
        asks_password=_has_password(session.current_user()),
    )


def _unanswered(draft: Draft) -> int:
    """Points of a returned application that nobody has answered yet."""
    return sum(not point.is_answered for point in returned.points(draft.case, draft))


def _has_password(user: User | None) -> bool:
    return user is not None and bool(user.password)


def _knows_the_password(form: Signing) -> bool:
    """People of the demonstration have no password, so none is asked of them."""
    user = session.current_user()
    if not _has_password(user) or passwords.matches(user, form.password.data or ""):
        return True
    form.password.errors = [_("This is not your password.")]
    return False
