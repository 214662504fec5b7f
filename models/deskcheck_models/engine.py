"""What runs a verifier's forward pass: token ids in, raw logits out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TokenGroup:
    """The token ids of one group.

    Sequence i is `prefix + suffixes[i]`. The prefix is what all programs share (the problem, up to
    a control token), so that an engine computes it once. No sequence holds padding. `adapter` names
    the adapter through which they are scored, None for the verifier as it is.
    """

    prefix: tuple[int, ...]
    suffixes: tuple[tuple[int, ...], ...]
    adapter: str | None = None


@dataclass(frozen=True, slots=True)
class Logit:
    """The raw logit of one sequence, and how many of its tokens were taken from a cache."""

    score: float  # no activation, float32 or better; NaN and infinity are passed on as they are
    cached_tokens: int


class Engine(Protocol):
    """Scores token groups. It knows nothing of text, validity or ranking."""

    @property
    def name(self) -> str:
        """One word for replies and metrics: embedded, vllm or fake."""
        ...

    @property
    def max_tokens(self) -> int:
        """The longest sequence, prefix included, that can be scored."""
        ...

    @property
    def resolution(self) -> float:
        """Two scores closer than this are not told apart: batching and caching may swap them."""
        ...

    @property
    def alive(self) -> bool:
        """Whether it can score; once it died or was closed, it never can again."""
        ...

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One logit per suffix, in order.

        Raises EngineError where the forward pass failed, EngineEndedError where the engine died or
        was closed, in the middle too. On cancellation the work is dropped.
        """
        ...

    async def close(self) -> None:
        """Free the weights, threads and processes; closing twice is allowed."""
        ...
