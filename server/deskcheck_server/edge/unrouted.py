"""Requests that no route takes, as errors of our own."""

import difflib

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from deskcheck_server.errors import MethodError, RequestError, UnknownRouteError
from deskcheck_server.wording import shortened


def unrouted(request: Request, error: HTTPException) -> RequestError:
    """What the router found, with the path and what to ask for instead."""
    path = request.url.path
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    if error.status_code == 405:
        # The router names those of the first route of a path, and one for HEAD may come behind it.
        methods = {name for route in routes if route.path == path for name in route.methods or ()}
        allowed = ", ".join(sorted(methods))
        told = f"{shortened(path)} takes {allowed}, and this is {shortened(request.method)}"
        return MethodError(f"{told}: see /docs", allowed=allowed)
    near = difflib.get_close_matches(path[:100], [route.path for route in routes], n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return UnknownRouteError(f"there is no route {shortened(path)}: {hint}/docs lists all routes")
