"""What a caller is told whose replica died with the request: come again."""

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deskcheck_server.errors import NotReadyError
from deskcheck_server.refusals import refusal
from deskcheck_server.schemas.error_reply import ErrorReply


class LostReplies:
    """Wraps Ray's proxy, which ends such a request without a word; that would become a bare 500.

    Ranking changes nothing, so that sending it again is safe. A reply that has begun is left
    without its end, and cannot be taken for a whole one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer it where nobody did."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        await self._app(scope, receive, noted)
        if scope["type"] == "http" and not begun:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    answer = refusal(NotReadyError("the replica ended with the request: send it again"))
    content = ErrorReply(error=answer.body).model_dump_json().encode()
    named = {"content-type": "application/json", "content-length": str(len(content))}
    headers = [
        (name.encode(), value.encode()) for name, value in {**named, **answer.headers}.items()
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def around_the_proxy() -> list[Middleware]:
    """What Ray puts around each of its HTTP proxies; it calls this by its path."""
    return [Middleware(LostReplies)]
