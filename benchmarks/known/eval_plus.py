"""Samples that EvalPlus has graded (arXiv 2305.01210): HumanEval+ and MBPP+.

`..._eval_results.json`: `eval` maps each task to its samples, with `solution`, `base_status` and
`plus_status`. It does not hold the problems: those stand in EvalPlus's own `HumanEvalPlus.jsonl`
or `MbppPlus.jsonl`, with `task_id` and `prompt`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.known.errors import KnownError
from benchmarks.known.item import Item
from benchmarks.known.records import BROKEN, Record, document, understood

PASSED = ("pass", "success")  # the word of today, and that of older versions


def read_eval_plus(path: Path, problems: Path, defects: Defects) -> list[Item]:
    """Each task with its samples: right are those that pass the base tests and the extended ones.

    Where a run was of the base tests alone, those decide. Raises KnownError for results without
    solutions, as versions before 0.2 wrote them.
    """
    found = document(path)
    tasks = found.get("eval") if isinstance(found, Mapping) else None
    if not isinstance(tasks, Mapping):
        raise KnownError(f"{path} has no object `eval`; give the ..._eval_results.json of EvalPlus")
    prompts = dict(_prompts(problems, defects))
    items = []
    for name, samples in tasks.items():
        if name not in prompts:
            defects.add("task without a problem", name, f"it is not in {problems.name}")
        elif not isinstance(samples, list):
            raise KnownError(f"{path}: {name} holds no list of solutions; grade with EvalPlus 0.2+")
        else:
            items.append(_item(name, prompts[name], samples, path, defects))
    return items


def _prompts(path: Path, defects: Defects) -> Iterator[tuple[str, str]]:
    return understood(path, defects, lambda record: (record.text("task_id"), record.text("prompt")))


def _item(name: str, prompt: str, samples: list[object], path: Path, defects: Defects) -> Item:
    right: list[str] = []
    wrong: list[str] = []
    for place, sample in enumerate(samples):
        try:
            if not isinstance(sample, Mapping):
                raise ValueError(f"it is a {type(sample).__name__}, not an object")
            record = Record(sample, f"{path.name}: {name}[{place}]")
            statuses = [record.text("base_status"), record.optional_text("plus_status")]
            passed = all(status in PASSED for status in statuses if status)
            (right if passed else wrong).append(record.text("solution"))
        except ValueError as error:
            defects.add(BROKEN, f"{path.name}: {name}[{place}]", str(error))
    return Item(name, prompt, tuple(right), tuple(wrong))
