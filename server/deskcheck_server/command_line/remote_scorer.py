"""Ranks through a Deskcheck server; the only file here that needs the Python client."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

from deskcheck_server.command_line.errors import InputError, UnavailableError, UnscoredError
from deskcheck_server.schemas.replies import RerankReply
from deskcheck_server.schemas.requests import RerankRequest

if TYPE_CHECKING:
    from deskcheck_client import AsyncClient, Candidate, Ranking


class RemoteScorer:
    """A Scorer over the client's connections."""

    def __init__(self, client: "AsyncClient") -> None:
        self._client = client

    @classmethod
    def connect(cls, url: str, *, timeout: float) -> Self:
        """A scorer for the server at `url`; connects when it is first used.

        Raises UnavailableError where the client is not installed, InputError for a wrong URL.
        """
        try:
            from deskcheck_client import AsyncClient
        except ImportError as error:
            raise UnavailableError(
                f"--url needs the Python client ({error}): pip install deskcheck-client"
            ) from error
        with _translated():
            return cls(AsyncClient(url, timeout=timeout))

    async def rerank(self, request: RerankRequest) -> RerankReply:
        """The server's ranking of one group."""
        problem = request.problem
        with _translated():
            ranking = await self._client.rerank(
                problem
                if isinstance(problem, str)
                else [{"role": turn.role, "content": turn.content} for turn in problem],
                _candidates(request),
                top_n=request.top_n,
                language=request.language,
                entry_point=request.entry_point,
                truncation=request.truncation,
                extraction=request.extraction,
                return_programs=request.return_programs,
                model=request.model,
            )
        return _reply(ranking)

    async def max_tokens(self) -> int:
        """The longest sequence that the server reads."""
        with _translated():
            return min(model.max_tokens for model in await self._client.models())

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _candidates(request: RerankRequest) -> "list[str | Candidate]":
    from deskcheck_client import Candidate

    return [
        one if isinstance(one, str) else Candidate(one.text, one.id) for one in request.candidates
    ]


def _reply(ranking: "Ranking") -> RerankReply:
    return RerankReply.model_validate(asdict(ranking))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what is wrong with one group into UnscoredError, and all else into other errors."""
    import deskcheck_client as client

    try:
        yield
    except client.InputError as error:
        raise InputError(str(error)) from error
    except client.TimedOutError as error:
        raise UnavailableError(f"{error} (give more seconds with --timeout)") from error
    except (client.RejectedError, client.ServerError) as error:
        raise UnscoredError(str(error)) from error
    except client.ClientError as error:
        raise UnavailableError(str(error)) from error
