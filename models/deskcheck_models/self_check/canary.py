"""A group whose text, tokens and scores are known, stored beside the weights that gave them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import CheckpointError
from deskcheck_models.text.verifier_text import VerifierText

CANARY_FILE = "canary.json"
PROBLEM = "Write add(first, second). It returns the sum of two numbers."
PROGRAMS = (
    "def add(first, second):\n    return first + second",
    "def add(first, second):\n\treturn first - second  # ä 你好\n",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One program of a canary: the whole text and its token ids, by which template and tokenizer
    are known again."""

    program: str
    text: str
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Canary:
    """What a verifier made of the canary without a system prompt; a score for each reading.

    `resolution` is that of the engine which gave the scores.
    """

    problem: str
    pad_token_id: int
    readings: tuple[Reading, ...]
    scores: tuple[float, ...]
    resolution: float

    @classmethod
    def read(cls, file: Path) -> "Canary":
        """The canary in a file; raises CheckpointError where it cannot be used."""
        try:
            given = json.loads(file.read_text(encoding="utf-8"))
            readings = tuple(
                Reading(str(one["program"]), str(one["text"]), tuple(map(int, one["tokens"])))
                for one in given["readings"]
            )
            scores = tuple(float(score) for _, score in zip(readings, given["scores"], strict=True))
            pad, resolution = int(given["pad_token_id"]), float(given["resolution"])
            return cls(str(given["problem"]), pad, readings, scores, resolution)
        except (OSError, ValueError, KeyError, TypeError) as error:
            told = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            raise CheckpointError(
                f"{file} is no canary ({told}): make it anew with `deskcheck canary`"
            ) from error

    def write(self, file: Path) -> None:
        """Write it for `read`; raises OSError."""
        text = json.dumps(asdict(self), ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")


def readings_of(
    text: VerifierText, problem: str, programs: Sequence[str]
) -> tuple[tuple[Reading, ...], TokenGroup]:
    """How a verifier reads programs: one by one, and as the group that an engine takes."""
    rendered = text.render(problem, programs)
    group = text.encode(rendered).tokens()
    readings = tuple(
        Reading(program, rendered.text(place), group.prefix + suffix)
        for place, (program, suffix) in enumerate(zip(programs, group.suffixes, strict=True))
    )
    return readings, group
