"""Web pages of other origins that may ask from a browser."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from deskcheck_server.access.keys import parts
from deskcheck_server.edge.record import ID_HEADERS
from deskcheck_server.queue.deadline import HEADER

SENT = ("authorization", "x-api-key", "content-type", HEADER, *ID_HEADERS)
READ = (*ID_HEADERS, "retry-after")


def allow_origins(app: FastAPI, origins: str | None) -> None:
    """Let pages of these origins, separated by commas, ask this application; of none if None.

    Call it last: a browser asks for leave without a key, so that nothing may stand before it.
    """
    if origins is None:
        return
    app.add_middleware(
        CORSMiddleware,
        allow_origins=parts(origins),
        allow_methods=["GET", "POST"],
        allow_headers=SENT,
        expose_headers=READ,
    )
