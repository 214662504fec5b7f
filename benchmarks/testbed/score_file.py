"""Scores that outlive a run: what was scored is not scored again when a run goes on."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.judge import Judge, Scored
from deskcheck_models.evaluation.labelled_groups import Question

BROKEN = "broken line of a score file"


@dataclass(frozen=True, slots=True)
class Kept:
    """A scored program with its share of the seconds that its batch took."""

    scored: Scored
    seconds: float


class ScoreFile:
    """JSON lines, one for each program, under the verifier's name and revision.

    Lines are appended batch by batch; the last one of a run that was killed may be broken, and its
    program is scored again.
    """

    def __init__(self, path: Path, kept: Mapping[str, Kept]) -> None:
        """Most callers use `open`."""
        self.path = path
        self._kept = dict(kept)

    @classmethod
    def open(cls, folder: Path, judge: Judge, defects: Defects) -> "ScoreFile":
        """Read what is there; raises TestbedError where the folder cannot be made or read."""
        name = re.sub(r"[^\w.-]+", "-", f"{judge.verifier}-{judge.engine}")
        path = folder / f"{name}-{judge.revision[:16]}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lines = path.read_bytes().splitlines() if path.exists() else []
        except OSError as error:
            raise TestbedError(f"the score file {path} cannot be used: {error.strerror}") from error
        kept: dict[str, Kept] = {}
        for number, line in enumerate(lines, start=1):
            try:
                key, one = _read(line)
            except (ValueError, TypeError, KeyError) as error:
                defects.add(BROKEN, f"{path.name}:{number}", f"scored again: {error}")
            else:
                kept[key] = one
        return cls(path, kept)

    def find(self, question: Question, program: str) -> Kept | None:
        """What was kept of a program."""
        return self._kept.get(_key(question, program))

    def add(
        self, question: Question, programs: Iterable[tuple[str, Scored]], seconds: float
    ) -> None:
        """Keep programs that took `seconds` each, here and in the file."""
        lines = []
        for program, scored in programs:
            key = _key(question, program)
            self._kept[key] = Kept(scored, seconds)
            lines.append(json.dumps([key, scored.score, scored.valid, scored.tokens, seconds]))
        # A file that ends in half a line gets a new one first.
        start = "\n" if self._ends_broken() else ""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(start + "".join(f"{line}\n" for line in lines))

    def _ends_broken(self) -> bool:
        if not self.path.exists() or self.path.stat().st_size == 0:
            return False
        with self.path.open("rb") as file:
            file.seek(-1, 2)
            return file.read(1) != b"\n"


def _key(question: Question, program: str) -> str:
    text = "\0".join((question.language, question.problem, program))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(line: bytes) -> tuple[str, Kept]:
    key, score, valid, tokens, seconds = json.loads(line)
    if not isinstance(key, str) or valid not in (True, False, None):
        raise ValueError(f"{line[:60]!r} is no score")
    scored = Scored(None if score is None else float(score), valid, int(tokens))
    return key, Kept(scored, float(seconds))
