"""A verifier behind a Deskcheck server, asked by the bundled client."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from hashlib import sha256

from benchmarks.testbed.errors import GoneError, TestbedError, UnjudgedError
from benchmarks.testbed.judge import Scored
from deskcheck_client import AsyncClient, ClientError, RejectedError, ServerError
from deskcheck_models.evaluation.labelled_groups import Question

SECONDS = 120.0  # for one request with its retries
PROBE = Question("Write a Python function `double` that doubles a number.", "python")
PROBE_PROGRAMS = ("def double(x):\n    return 2 * x\n", "def double(x):\n    return x * x\n")


class RemoteJudge:
    """A Judge over the client's connections."""

    def __init__(self, client: AsyncClient, verifier: str, engine: str, revision: str) -> None:
        """Most callers use `connect`."""
        self._client = client
        self.verifier = verifier
        self.engine = engine
        self.revision = revision

    @classmethod
    async def connect(
        cls, url: str, *, timeout: float = SECONDS, retries: int = 2
    ) -> "RemoteJudge":
        """Ask a server what it serves; raises TestbedError where it does not answer.

        A server does not show its weights, so that its scores of two programs stand for them.
        """
        async with AsyncExitStack() as closing:
            try:
                client = AsyncClient(url, timeout=timeout, retries=retries)
                await closing.enter_async_context(client)
                model, *_ = await client.models()
                judge = cls(client, model.id, model.engine, "")
                probed = await judge.judge(PROBE, PROBE_PROGRAMS)
            except (ClientError, UnjudgedError, GoneError) as error:
                raise TestbedError(f"the server at {url} cannot be asked: {error}") from error
            judge.revision = _revision(model.id, model.engine, probed)
            closing.pop_all()  # the judge closes it from here on
        return judge

    async def judge(self, question: Question, programs: Sequence[str]) -> list[Scored]:
        """As `Judge` says."""
        try:
            ranking = await self._client.rerank(
                question.problem,
                list(programs),
                language=question.language,
                extraction="program",
                priority="bulk",
            )
        except (RejectedError, ServerError) as error:
            raise UnjudgedError(str(error)) from error
        except ClientError as error:
            raise GoneError(str(error)) from error
        in_order = sorted(ranking.results, key=lambda result: result.index)
        return [Scored(one.score, one.valid, one.tokens) for one in in_order]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _revision(model: str, engine: str, probed: Sequence[Scored]) -> str:
    shown = " ".join(f"{one.score or 0.0:.1f}" for one in probed)
    return sha256(f"{model} {engine} {shown}".encode()).hexdigest()
