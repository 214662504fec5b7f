"""Problems and programs of any length, the same at each run.

A program is a name and a comment of random words: it parses wherever it is cut.
"""

import random
from collections.abc import Sequence

from deskcheck_models.text.verifier_text import VerifierText

_WORDS = (
    *("add", "any", "array", "base", "bound", "call", "case", "cell", "char", "check", "class"),
    *("count", "cut", "data", "edge", "end", "even", "fall", "field", "find", "first", "fold"),
    *("grid", "half", "heap", "index", "input", "join", "key", "last", "left", "length", "line"),
    *("list", "loop", "map", "match", "merge", "minimum", "node", "number", "odd", "order", "pair"),
    *("parse", "path", "peak", "pop", "print", "queue", "read", "rest", "right", "root", "scan"),
    *("search", "shift", "sign", "size", "slice", "sort", "stack", "step", "string", "sum", "swap"),
    *("table", "take", "test", "text", "tree", "turn", "union", "value", "walk", "width", "word"),
)
_TRIES = 8


class Filler:
    """Makes texts that a verifier reads as so many tokens; `text` is how it reads them."""

    def __init__(self, text: VerifierText) -> None:
        self._text = text

    def problem(self, seed: int) -> str:
        """A problem of about a hundred words, unlike that of any other seed."""
        return f"Problem {seed}. Write a program for: {_words(100, seed)}."

    def program(self, tokens: int, seed: int) -> str:
        """A program of about so many tokens, exactly one token for 1."""
        if tokens <= 1:
            return "x"
        text = f"x  # {seed} {_words(tokens, seed)}"
        return text[: self._text.ends(text)[tokens - 1]]

    def longest(self, problem: str, limit: int, seed: int) -> str:
        """The program with which a sequence is as long as the limit, or a few tokens shorter."""
        best, tokens = "x", limit - self.length(problem, "x") + 1
        for _ in range(_TRIES):
            program = self.program(tokens, seed)
            surplus = self.length(problem, program) - limit
            if surplus <= 0 and len(program) > len(best):
                best = program
            if surplus == 0:
                break
            tokens -= surplus  # what is cut may read as more or fewer tokens than it was
        return best

    def programs(self, lengths: Sequence[int], seed: int) -> list[str]:
        """Programs of these lengths, all different where they are longer than a few tokens."""
        return [self.program(length, 1000 * seed + place) for place, length in enumerate(lengths)]

    def length(self, problem: str, program: str) -> int:
        """Tokens of the whole sequence."""
        tokens = self._text.encode(self._text.render(problem, [program])).tokens()
        return len(tokens.prefix) + len(tokens.suffixes[0])


def _words(count: int, seed: int) -> str:
    return " ".join(random.Random(seed).choices(_WORDS, k=count))
