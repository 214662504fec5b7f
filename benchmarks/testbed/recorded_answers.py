"""A thinking verifier by what it wrote: its answers to the lists, recorded elsewhere.

`--lists FILE` writes the lists as JSON lines, `--answers NAME=FILE` reads what a verifier wrote:
`{"list": "...", "answers": ["...", ...]}`, with several answers for a majority vote, and
`"thinks": false` for one without thoughts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import DataError
from benchmarks.comparison.records import BROKEN_LINE, Record, read_records
from benchmarks.result_file import file_hash
from benchmarks.testbed.boxed_letter import letters, named_candidate
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.reading import Orders
from benchmarks.testbed.subject import Subject, Votes

ENGINE = "recorded answers"
FOREIGN = "answers to a list that is not measured"
AGAIN = "answers to a list that has some"


def write_lists(path: Path, lists: Mapping[str, Sequence[CandidateList]]) -> None:
    """Every list once, with the splits that it belongs to; raises TestbedError."""
    known: dict[str, dict[str, object]] = {}
    belongs: dict[str, list[str]] = {}
    for split, found in lists.items():
        for one in found:
            belongs.setdefault(one.fingerprint, []).append(split)
            known[one.fingerprint] = {
                "list": one.fingerprint,
                "problem": one.question.problem,
                "language": one.question.language,
                "letters": letters(len(one.programs)),
                "candidates": one.programs,
            }
    lines = [json.dumps(line | {"splits": belongs[name]}) for name, line in known.items()]
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise TestbedError(f"--lists {path} cannot be written: {error.strerror}") from error


def answering_subject(
    name: str, path: Path, lists: Iterable[CandidateList], defects: Defects
) -> Subject:
    """Read a file of answers; raises TestbedError where it is missing."""
    known = {one.fingerprint: len(one.programs) for one in lists}
    readings: dict[str, Orders | None] = {}
    votes: dict[str, Votes] = {}
    try:
        records = list(read_records(path, defects))
    except DataError as error:
        raise TestbedError(f"--answers {name}: {error}") from error
    for record in records:
        try:
            found, answers, thinks = _parts(record)
        except ValueError as error:
            defects.add(BROKEN_LINE, record.place, str(error))
            continue
        if found not in known or found in readings:
            defects.add(AGAIN if found in readings else FOREIGN, record.place, found)
            continue
        named = [named_candidate(text, known[found], thinks=thinks) for text in answers]
        readings[found] = _majority(named, known[found])
        votes[found] = Votes(sum(one is not None for one in named), len(named))
    return Subject(name, ENGINE, file_hash(path), readings, None, votes)


def _parts(record: Record) -> tuple[str, list[str], bool]:
    answers, thinks = record.values.get("answers"), record.values.get("thinks", True)
    if (
        not isinstance(answers, list)
        or not answers
        or not all(isinstance(one, str) for one in answers)
    ):
        raise ValueError(f"answers is {answers!r:.60}; it must be a list of texts")
    if not isinstance(thinks, bool):
        raise ValueError(f"thinks is {thinks!r:.60}; it must be true or false")
    return record.text("list"), answers, thinks


def _majority(named: Sequence[int | None], candidates: int) -> Orders | None:
    """Votes of each candidate; what cannot be read does not vote, and nothing readable is None."""
    readable = [one for one in named if one is not None]
    if not readable:
        return None
    return tuple(float(readable.count(place)) for place in range(candidates))
