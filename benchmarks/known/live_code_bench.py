"""Samples that LiveCodeBench has graded (arXiv 2403.07974).

`..._eval_all.json`: a list of problems with `question_id`, `question_content`, `starter_code`, and
`code_list` beside `graded_list`.
"""

from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.known.item import Item
from benchmarks.known.records import Record, understood


def read_live_code_bench(path: Path, defects: Defects) -> list[Item]:
    """Each problem with its samples; right are those that passed all hidden tests."""
    return list(understood(path, defects, _item))


def _item(record: Record) -> Item:
    programs, passed = record.texts("code_list"), record.flags("graded_list")
    if len(programs) != len(passed):
        raise ValueError(f"{len(programs)} programs have {len(passed)} grades")
    starter = record.optional_text("starter_code")
    prompt = record.text("question_content")
    if starter.strip():
        prompt = f"{prompt}\n\nStart from this code:\n\n{starter}"
    graded = list(zip(programs, passed, strict=True))
    right = tuple(program for program, good in graded if good)
    wrong = tuple(program for program, good in graded if not good)
    return Item(record.text("question_id"), prompt, right, wrong, record.optional_text("platform"))
