"""How does a verifier do on the benchmarks that others publish?

    python -m benchmarks.known [--rm-bench PATH] [--judge-bench PATH] [--reward-bench-2 PATH]
                               [--code-reward-bench PATH] [--eval-plus RESULTS PROBLEMS]
                               [--live-code-bench PATH] [--verifier NAME ...] [--url URL ...]
                               [--engine embedded|vllm] [--extract] [--quick]

The files are their publishers' own, and are not part of this project: give the paths of those that
you have. Figures follow each benchmark's own convention, told in the file that reads it; nearly all
count a tie as wrong. Texts are scored as they stand, which is how published figures were made;
--extract scores the programs in them instead, as users of Deskcheck get them.

The result holds the SHA-256 of every file that was read. We know of no checksum that a publisher
states beside these files, so none is built in; --sha256 NAME=HEX, such as the one that a hub shows
on the file's page, ends the run where the file is another one.

Intervals come from a bootstrap over prompts. Scores are kept under runs/known, so that a run that
was stopped goes on.
"""

import json
import random
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.comparison.defects import Defects
from benchmarks.known.benchmark import Benchmark
from benchmarks.known.errors import KnownError
from benchmarks.known.item import Item
from benchmarks.known.judging import Verdicts, verdicts_of
from benchmarks.known.options import QUICK_ITEMS, Options, read_options
from benchmarks.known.reading import Reading
from benchmarks.result_file import file_hash, write_result
from benchmarks.testbed.errors import TestbedError
from deskcheck_models.evaluation.scores import Wanted
from deskcheck_models.stages import Stage
from deskcheck_server.command_line.stage_progress import StageProgress

Read = list[tuple[Benchmark, list[Item]]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, score, write the result, and end with one JSON line."""
    options = read_options(arguments)
    try:
        inputs = _inputs(options)
        with StageProgress(shown=sys.stderr.isatty()) as progress:
            figures = measured(options, progress.stage)
    except (KnownError, TestbedError) as error:
        raise SystemExit(f"benchmarks.known: {error}") from error
    path = write_result(
        "known",
        inputs=inputs,
        setup=_setup(options),
        figures=figures,
        quick=options.quick,
        folder=options.results,
    )
    sys.stdout.write(f"written to {path}\n{json.dumps(_last_line(figures))}\n")


def measured(options: Options, stage: Stage) -> dict[str, Any]:
    """The figures of every benchmark by every verifier. Raises KnownError and TestbedError."""
    defects = Defects()
    read = _read(options, defects)
    readings = {one.name: Reading(one.language, options.extracted) for one, _ in read}
    wanted = Wanted()
    for one, items in read:
        for question, programs in readings[one.name].wanted(items).portions():
            wanted.add(question, programs)
    asked = verdicts_of(options.contestants, wanted, defects, stage)
    return {
        "benchmarks": {
            one.name: {
                verifier.label: _figures(one, items, readings[one.name], verifier, options, defects)
                for verifier in asked
            }
            for one, items in read
        },
        "verifiers": {one.label: {"revision": one.revision} for one in asked},
        "defects": defects.summary(),
    }


def _read(options: Options, defects: Defects) -> Read:
    found = []
    for one, paths in options.given:
        items = one.read(paths, defects)
        if not items:
            names = ", ".join(map(str, paths))
            raise KnownError(f"{one.name}: nothing in {names} can be scored: {defects.counts()}")
        if options.quick:
            items = random.Random(options.seed).sample(items, min(QUICK_ITEMS, len(items)))
        found.append((one, items))
    return found


def _figures(
    one: Benchmark,
    items: Sequence[Item],
    reading: Reading,
    verifier: Verdicts,
    options: Options,
    defects: Defects,
) -> dict[str, Any]:
    scored = []
    for item in items:
        found = reading.scored(item, verifier.judged)
        if found is None:
            defects.add("item not scored", f"{one.name}: {item.name}", verifier.label)
        else:
            scored.append(found)
    if not scored:
        raise KnownError(f"{verifier.label} scored nothing of {one.name}: {defects.counts()}")
    unscored = sum(each.unscored for each in scored)
    return one.figures(scored, options.seed) | {"texts_without_a_score": unscored}


def _inputs(options: Options) -> dict[str, str]:
    """The hash of every file; raises KnownError where it is not the one that was stated."""
    found = {}
    for _, paths in options.given:
        for path in paths:
            if not path.is_file():
                raise KnownError(
                    f"{path} is not there; download it from its publisher and give its path"
                )
            found[path.name] = file_hash(path)
    for name, digest in options.checksums.items():
        if name not in found:
            raise KnownError(f"--sha256 names {name}, which is none of {', '.join(found)}")
        if found[name] != digest:
            raise KnownError(f"{name} has the SHA-256 {found[name]}, not {digest}: another version")
    return found


def _setup(options: Options) -> dict[str, object]:
    return {
        "verifiers": options.contestants.models,
        "engine": options.contestants.engine,
        "urls": options.contestants.urls,
        "extracted": options.extracted,
        "checked": sorted(options.checksums),
        "seed": options.seed,
    }


def _last_line(figures: Mapping[str, Any]) -> dict[str, object]:
    """The single figure of each benchmark by each verifier."""
    return {
        name: {label: _single(found) for label, found in verifiers.items()}
        for name, verifiers in figures["benchmarks"].items()
    }


def _single(figures: Mapping[str, Any]) -> object:
    if "accuracy" in figures:
        return round(figures["accuracy"]["value"], 4)
    if "mean_of_subsets" in figures:
        return figures["mean_of_subsets"]
    rows = figures["best_of"]
    return {f"best_of_{row['size']}": round(row["best_of_n"]["value"], 4) for row in rows}


if __name__ == "__main__":
    main()
