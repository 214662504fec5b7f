"""One comparison of a benchmark: a prompt, texts that are right, and texts that are wrong."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """`subset` is what the benchmark groups its figures by; texts stand in the file's order."""

    name: str
    prompt: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    subset: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them, the right ones first."""
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item with a score for each text; minus infinity where the verifier gave none."""

    item: Item
    right: tuple[float, ...]
    wrong: tuple[float, ...]

    @property
    def tied(self) -> bool:
        """Whether a right text and a wrong one have the same score."""
        return bool(set(self.right) & set(self.wrong))

    @property
    def unscored(self) -> int:
        """Texts without a score."""
        return sum(math.isinf(score) for score in (*self.right, *self.wrong))


def split_scores(item: Item, scores: Sequence[float]) -> ScoredItem:
    """Scores in the order of `texts`, given back to both sides."""
    return ScoredItem(item, tuple(scores[: len(item.right)]), tuple(scores[len(item.right) :]))
