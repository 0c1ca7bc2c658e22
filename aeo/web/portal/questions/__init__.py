"""The pages on which a company answers the questionnaire, one for each criterion and place."""

from aeo.web.portal.questions import views

__all__ = ["views"]
