"""How well does a verifier select and rank programs whose tests are known?

    python -m benchmarks.testbed [--quick] [--verifier NAME ...] [--engine embedded|vllm]
                                 [--url URL ...] [--answers NAME=FILE ...] [--against RESULT ...]
                                 [--data PATH ...] [--grades FILE] [--split test|valid|train|all]
                                 [--seed N]

Aletheia's construction (arXiv 2601.12186) on labelled candidates that users bring: lists of two to
five programs of which exactly one passes all tests, and free groups. Selection is how often the
right program of a list is chosen, beside the exact chance of a blind choice, and how often the
best-scored of N programs passed, beside the oracle. Ranking is Kendall's tau-b with the pass rates
(undefined ones as 0, and as the paper's -1), nDCG, pair accuracy, and the AUC within a problem.
Then calibration, bias towards places and lengths, ties, flips under edits, and cost.

Splits: held-out, strong, hard, adversarial, as in the paper; cross-family, mixed writers, longer
programs, other languages, and none correct, which it lacks. `splits` of the result says what each
holds. What "strong" and "family" mean is in writers.toml; how far "other than in training" is true
for a verifier depends on what it was trained on, and `writers_in_training` tells how many lists are
by writers of the data's training problems.

A verifier is read as users read it: a program that does not parse is last. Several verifiers are
compared list by list (McNemar), also with those of earlier results. Thinking verifiers are measured
by what they wrote: `--lists FILE` writes the lists, `--answers` reads their answers.

Scores are kept under runs/testbed by the verifier's files and the text that was scored, so that a
run that was stopped goes on, and the same seed gives the same figures. Where a verifier goes away
the figures are of the lists that it answered; the others are counted, and the exit code is 1.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.result_file import file_hash, write_result
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.figures import Figures
from benchmarks.testbed.last_line import last_line
from benchmarks.testbed.options import Options, read_options
from benchmarks.testbed.run import Run
from benchmarks.testbed.scoring import GONE
from deskcheck_server.command_line.stage_progress import StageProgress


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the result, and end with one JSON line."""
    options = read_options(arguments)
    try:
        with StageProgress(shown=sys.stderr.isatty()) as progress:
            run = Run(options, progress.stage)
            figures = run.figures()
            read = [*run.files, options.writers, *([options.grades] if options.grades else [])]
            inputs = {path.name: file_hash(path) for path in read}
    except TestbedError as error:
        raise SystemExit(f"benchmarks.testbed: {error}") from error
    path = write_result(
        "testbed",
        inputs=inputs,
        setup=_setup(options),
        figures=asdict(figures),
        quick=options.quick,
        folder=options.results,
    )
    sys.stdout.write(f"written to {path}\n{json.dumps(last_line(figures))}\n")
    _end_unfinished(figures, run)


def _setup(options: Options) -> dict[str, object]:
    return {
        "verifiers": options.models,
        "engine": options.engine,
        "urls": options.urls,
        "answers": [name for name, _ in options.answers],
        "against": [path.name for path in options.against],
        "split": options.part or "all",
        "seed": options.seed,
        "effort": asdict(options.effort),
    }


def _end_unfinished(figures: Figures, run: Run) -> None:
    if gone := run.defects.counts().get(GONE):
        raise SystemExit(
            f"benchmarks.testbed: {gone} groups were not scored since the verifier went away; "
            "the same command goes on where this one ended"
        )


if __name__ == "__main__":
    main()
