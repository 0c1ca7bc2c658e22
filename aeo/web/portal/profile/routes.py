"""The same pages for each list, under addresses and names of its own."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from aeo.domain.permissions import Permission
from aeo.web.access import access
from aeo.web.portal import bp
from aeo.web.portal.profile.layout import LISTINGS


def for_each_list(rule: str, act: str, view: Callable[..., Any], **by_method: Permission) -> None:
    """``view(listing, …)`` at ``/company/<list><rule>``, as ``portal.company_<list>_<act>``."""
    for listing in LISTINGS:
        bp.add_url_rule(
            f"/company/{listing.name}{rule}",
            listing.endpoint(act).removeprefix("portal."),
            access(**by_method)(update_wrapper(partial(view, listing), view)),
            methods=list(by_method),
        )
