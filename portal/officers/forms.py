"""The console's forms: which fields there are and what they may hold. Their words stand in the templates."""

from __future__ import annotations

from typing import Any

from wtforms import Form, HiddenField, IntegerField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from registry.decision_records import Question, RefusalReason

LONGEST = 200
LAST_LINE = 999_999_999


def _digits(text: Any) -> Any:
    """Authenticator apps show `123 456`, and so people type it."""
    return "".join(text.split()) if isinstance(text, str) else text


class LoginForm(Form):
    officer_name = StringField(validators=[InputRequired(), Length(max=LONGEST)])
    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])


class CodeForm(Form):
    code = StringField(filters=[_digits], validators=[InputRequired(), Regexp(r"[0-9]{6}\Z")])


class DecisionForm(Form):
    """`version`: of the case as it was shown. `command_id`: drawn with the page, so that two clicks are one act."""

    version = IntegerField(validators=[InputRequired()])
    command_id = HiddenField(validators=[InputRequired(), Regexp(r"[0-9a-f]{32}\Z")])


class TalkForm(DecisionForm):
    """How long a text may be, the channel knows."""

    text = StringField(validators=[InputRequired()])


class FileForm(DecisionForm):
    """`line`: of the talk, with the photo or file; beside it stands what was typed for the citizen meanwhile."""

    line = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=LAST_LINE)])
    text = StringField()


class RefusalForm(DecisionForm):
    reason = RadioField(choices=[(each.value, "") for each in RefusalReason], validators=[InputRequired()])


class QuestionForm(DecisionForm):
    question = RadioField(choices=[(each.value, "") for each in Question], validators=[InputRequired()])
