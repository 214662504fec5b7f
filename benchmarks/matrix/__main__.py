"""What does each verifier make of each policy's samples: pass@1, best of N, and the oracle?

    python -m benchmarks.matrix [--quick] [--data PATH ...] [--split test|valid|train|all]
                                [--eval-plus POLICY=FILE --eval-plus-problems FILE]
                                [--live-code-bench POLICY=FILE] [--policy NAME ...]
                                [--verifier NAME ...] [--url URL ...] [--engine embedded|vllm]

The table of the papers, from any labelled samples: a row for each policy, with the share of its
samples that pass (pass@1, what a blind choice gets), for each verifier how often the best-scored
of N samples passes, and the oracle, which finds one that passes wherever there is one. N is 2, 4, 8
and so on up to --samples; figures at an N are over the problems with as many samples, also those
whose samples all pass or all fail. Intervals come from a bootstrap over problems.

In --data a program of a problem stands once, whoever wrote it how often. Problems with many
distinct programs are harder than others, so pass@1 there is lower than the policy's own; compare
within a row. The row "all policies" counts each policy's problems once.

A verifier is read as users read it: a program that does not parse is last. Scores are kept under
runs/matrix, so that a run that was stopped goes on.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from benchmarks.comparison.defects import Defects
from benchmarks.known.errors import KnownError
from benchmarks.known.eval_plus import read_eval_plus
from benchmarks.known.item import Item, ScoredItem
from benchmarks.known.judging import Verdicts, verdicts_of
from benchmarks.known.live_code_bench import read_live_code_bench
from benchmarks.known.reading import Reading
from benchmarks.known.samples import SIZES
from benchmarks.matrix.cells import row
from benchmarks.matrix.options import Options, read_options
from benchmarks.matrix.policies import Policy, chosen, read_policies
from benchmarks.result_file import file_hash, write_result
from benchmarks.testbed.errors import TestbedError
from deskcheck_models.evaluation.scores import Wanted
from deskcheck_models.stages import Stage
from deskcheck_models.training.labelled import LabelledDataError
from deskcheck_models.training.pairs.sources import source_files
from deskcheck_server.command_line.stage_progress import StageProgress

TOGETHER = "all policies"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, score, write the result, and end with one JSON line."""
    options = read_options(arguments)
    try:
        files = source_files([str(path) for path in options.data]) if options.data else []
        with StageProgress(shown=sys.stderr.isatty()) as progress:
            figures = measured(options, files, progress.stage)
        inputs = {path.name: file_hash(path) for path in (*files, *_graded(options))}
    except (KnownError, TestbedError, LabelledDataError) as error:
        raise SystemExit(f"benchmarks.matrix: {error}") from error
    path = write_result(
        "matrix",
        inputs=inputs,
        setup=_setup(options),
        figures=figures,
        quick=options.quick,
        folder=options.results,
    )
    sys.stdout.write(f"written to {path}\n{json.dumps(_last_line(figures))}\n")


def measured(options: Options, files: Sequence[Path], stage: Stage) -> dict[str, Any]:
    """All rows. Raises KnownError where no policy is left, TestbedError where no verifier is."""
    defects = Defects()
    policies = _policies(options, files, defects)
    wanted = Wanted()
    for policy in policies:
        for item in policy.items:
            for question, programs in _reading(item).wanted([item]).portions():
                wanted.add(question, programs)
    asked = verdicts_of(options.contestants, wanted, defects, stage)
    advance = stage("measure", len(policies))
    sizes = list(takewhile(lambda size: size <= options.most, SIZES))
    rows, everything = [], {one.label: list[ScoredItem]() for one in asked}
    for policy in policies:
        scores = _scored(policy, asked, defects)
        for label, items in scores.items():
            everything[label] += items
        if any(scores.values()):
            rows.append(_row(policy, scores, sizes, options.seed))
        advance(1)
    if not rows:
        raise KnownError(f"no policy was scored: {defects.counts()}")
    return {
        "policies": rows,
        "together": row(everything, sizes, options.seed),
        "verifiers": {one.label: {"revision": one.revision} for one in asked},
        "defects": defects.summary(),
    }


def _policies(options: Options, files: Sequence[Path], defects: Defects) -> list[Policy]:
    found = [*read_policies(files, options.part, defects), *_from_graded(options, defects)]
    if options.policies:
        found = [one for one in found if one.name in options.policies]
    kept = chosen(found, least=options.least, most=options.most, seed=options.seed, defects=defects)
    if not kept:
        raise KnownError(
            f"no policy has {options.least} problems with two samples; lower --least, or give "
            f"other data: {defects.counts()}"
        )
    return kept


def _from_graded(options: Options, defects: Defects) -> Iterable[Policy]:
    for name, path in options.live_code_bench:
        yield Policy(name, _python(read_live_code_bench(path, defects)))
    for name, path in options.eval_plus:
        problems = options.eval_plus_problems or Path()
        yield Policy(name, _python(read_eval_plus(path, problems, defects)))


def _python(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(replace(item, subset="python") for item in items)


def _graded(options: Options) -> list[Path]:
    named = [path for _, path in (*options.live_code_bench, *options.eval_plus)]
    return [*named, *([options.eval_plus_problems] if options.eval_plus_problems else [])]


def _reading(item: Item) -> Reading:
    return Reading(item.subset, extracted=False)


def _scored(
    policy: Policy, asked: Sequence[Verdicts], defects: Defects
) -> dict[str, list[ScoredItem]]:
    """The problems that all verifiers scored whole, so that a row's figures are of the same."""
    found: dict[str, list[ScoredItem]] = {one.label: [] for one in asked}
    for item in policy.items:
        scores = [_reading(item).scored(item, one.judged) for one in asked]
        for one, each in zip(asked, scores, strict=True):
            if each is None:
                defects.add("problem not scored", f"{policy.name}: {item.name}", one.label)
        if None not in scores:
            for one, each in zip(asked, scores, strict=True):
                if each is not None:
                    found[one.label].append(each)
    return found


def _row(
    policy: Policy, scores: Mapping[str, list[ScoredItem]], sizes: Sequence[int], seed: int
) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "problems": len(policy.items),
        "samples": policy.samples,
        "best_of": row(scores, sizes, seed),
    }


def _setup(options: Options) -> dict[str, object]:
    return {
        "verifiers": options.contestants.models,
        "engine": options.contestants.engine,
        "urls": options.contestants.urls,
        "split": options.part or "all",
        "least_problems": options.least,
        "most_samples": options.most,
        "policies": options.policies,
        "seed": options.seed,
    }


def _last_line(figures: Mapping[str, Any]) -> dict[str, object]:
    """At the largest N of each row, the figures alone."""
    named = {one["policy"]: one["best_of"] for one in figures["policies"]}
    named[TOGETHER] = figures["together"]
    return {name: _brief(rows[-1]) for name, rows in named.items()}


def _brief(cells: Mapping[str, Any]) -> dict[str, object]:
    return {
        "n": cells["size"],
        "problems": cells["problems"],
        "pass_at_1": round(cells["pass_at_1"]["value"], 4),
        **{name: round(one["best_of_n"]["value"], 4) for name, one in cells["verifiers"].items()},
        "oracle": round(cells["oracle"]["value"], 4),
    }


if __name__ == "__main__":
    main()
