"""Groups of real texts that load a server: a problem, and programs that were written for it.

Read from the folder of labelled candidates. A group is a problem of 300 to 500 tokens with 16
programs of 200 to 600, counted by one verifier's tokenizer. Each program stands in a fenced answer,
and extraction finds it there and calls it valid, so that every candidate of every group is scored.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from deskcheck_extraction import extract
from deskcheck_models import TokenGroup
from deskcheck_models.text.verifier_text import VerifierText

DATA = Path(__file__).parents[2] / "shared" / "data"
SOURCES = (
    "leetcode-debugbench",
    "can-ai-code",
    "classeval-method",
    "classeval-class",
    "humaneval",
    "humaneval-multilang",
    "apps-mapcoder",
)
CANDIDATES = 16
PROBLEM_TOKENS = range(300, 501)
PROGRAM_TOKENS = range(200, 601)
PROBLEM_CHARACTERS = range(600, 3_000)  # outside of these no text has so many tokens
PROGRAM_CHARACTERS = range(300, 3_000)
TRIED = 64  # of one problem's programs: some problems have hundreds


@dataclass(frozen=True, slots=True)
class LoadGroup:
    """A group as text, and as the token ids that the verifier's own template makes of it."""

    problem: str
    programs: tuple[str, ...]
    answers: tuple[str, ...]
    tokens: TokenGroup

    def cut(self, candidates: int) -> "LoadGroup":
        """Its first candidates only."""
        return LoadGroup(
            self.problem,
            self.programs[:candidates],
            self.answers[:candidates],
            TokenGroup(self.tokens.prefix, self.tokens.suffixes[:candidates]),
        )


@dataclass(frozen=True, slots=True)
class Load:
    """The same problems twice.

    In `distinct` no program occurs twice in a group. In `drawn` 16 programs are drawn from all that
    were written for the problem, each as often as it was written: what best-of-16 sends.
    """

    distinct: tuple[LoadGroup, ...]
    drawn: tuple[LoadGroup, ...]

    @property
    def duplicate_share(self) -> float:
        """Which part of the drawn candidates repeats a program of its group."""
        repeated = sum(len(one.programs) - len(set(one.programs)) for one in self.drawn)
        return repeated / sum(len(one.programs) for one in self.drawn)


@dataclass(frozen=True, slots=True)
class _Written:
    """A program that was written for a problem, and how often."""

    text: str
    language: str
    times: int

    @property
    def answer(self) -> str:
        return f"```{self.language}\n{self.text}\n```\n"


def read_load(folder: Path, text: VerifierText, most: int) -> Load:
    """At most so many groups, the same ones in every run; fewer where the folder holds fewer."""
    files = (folder / f"{name}.jsonl.gz" for name in SOURCES)
    found = chain.from_iterable(_groups(file, text) for file in files if file.is_file())
    pairs = list(islice(found, most))
    return Load(
        distinct=tuple(distinct for distinct, _ in pairs), drawn=tuple(drawn for _, drawn in pairs)
    )


def read_whole_load(folder: Path, text: VerifierText, needed: int) -> Load:
    """So many groups; SystemExit where the folder holds fewer."""
    load = read_load(folder, text, needed)
    if len(load.distinct) < needed:
        raise SystemExit(f"{folder} has {len(load.distinct)} groups; {needed} are needed")
    return load


def _groups(file: Path, text: VerifierText) -> Iterator[tuple[LoadGroup, LoadGroup]]:
    """The distinct and the drawn group of every problem that has enough fitting programs."""
    for problem, written in _by_problem(file).items():
        fitting = _fitting(problem, written[:TRIED], text)
        if len(fitting) < CANDIDATES:
            continue
        times = [one.times for one in fitting]
        drawn = random.Random(problem).sample(fitting, CANDIDATES, counts=times)
        yield _group(problem, fitting[:CANDIDATES], text), _group(problem, drawn, text)


def _by_problem(file: Path) -> dict[str, list[_Written]]:
    """What was written for each problem, in the language that comes first, in the file's order."""
    problems: dict[str, list[_Written]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            problem, program = record["problem"], record["candidate"].strip("\n")
            if len(problem) not in PROBLEM_CHARACTERS or len(program) not in PROGRAM_CHARACTERS:
                continue
            times = record["extra"].get("dup_count") or 1
            problems.setdefault(problem, []).append(_Written(program, record["language"], times))
    return {
        problem: [one for one in written if one.language == written[0].language]
        for problem, written in problems.items()
    }


def _fitting(problem: str, written: Sequence[_Written], text: VerifierText) -> list[_Written]:
    """The programs of the right length, where the problem has the right length too."""
    if len(written) < CANDIDATES:
        return []
    tokens = text.encode(text.render(problem, [one.text for one in written])).tokens()
    if len(tokens.prefix) not in PROBLEM_TOKENS:
        return []
    pairs = zip(written, tokens.suffixes, strict=True)
    right = {one.text: one for one, suffix in pairs if len(suffix) in PROGRAM_TOKENS}
    return [one for one in right.values() if _is_found(one)]


def _is_found(written: _Written) -> bool:
    """Whether extraction finds exactly this program in its answer, and a parser takes it."""
    found = extract(written.answer)
    return found.valid is True and found.program == written.text


def _group(problem: str, written: Sequence[_Written], text: VerifierText) -> LoadGroup:
    programs = [one.text for one in written]
    return LoadGroup(
        problem=problem,
        programs=tuple(programs),
        answers=tuple(one.answer for one in written),
        tokens=text.encode(text.render(problem, programs)).tokens(),
    )
