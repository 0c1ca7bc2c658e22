"""Forms of the account pages."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired, StopValidation

from aeo.web.account.passwords import LEAST, NewPassword, is_about
from aeo.web.fields import SafeEmail, SafeText

NAME_MAX = 120


class SignUp(FlaskForm):
    name = SafeText(_l("Your name"), [InputRequired(_l("Type your name."))], max_length=NAME_MAX)
    email = SafeEmail(
        _l("E-mail address"),
        [InputRequired(_l("Type your e-mail address."))],
        description=_l("We send a link there. Use your own address at work, not a shared one."),
    )
    password = NewPassword(
        _l("Password"),
        [InputRequired(_l("Choose a password."))],
        description=_l("At least %(n)s characters. Four words are easy to remember.", n=LEAST),
    )

    def validate_password(self, field: NewPassword) -> None:
        if is_about(field.data or "", self.name.data or "", self.email.data or ""):
            raise StopValidation(_("Choose a password that is not your name or address."))


class SignIn(FlaskForm):
    email = SafeEmail(_l("E-mail address"), [InputRequired(_l("Type your e-mail address."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Type your password."))])


class Forgotten(FlaskForm):
    email = SafeEmail(_l("E-mail address"), [InputRequired(_l("Type your e-mail address."))])


class ChoosePassword(FlaskForm):
    password = NewPassword(
        _l("New password"),
        [InputRequired(_l("Choose a password."))],
        description=_l("At least %(n)s characters. Four words are easy to remember.", n=LEAST),
    )


class ChangePassword(ChoosePassword):
    present = PasswordField(
        _l("Present password"), [InputRequired(_l("Type your present password."))]
    )


class Confirm(FlaskForm):
    """One button: the link was the proof."""


class Details(FlaskForm):
    name = SafeText(_l("Your name"), [InputRequired(_l("Type your name."))], max_length=NAME_MAX)
