"""How fast is the embedded engine next to transformers on the same cores?

    python -m benchmarks.engines [--quick] [--checkpoint DIR] [--threads N]

Groups of one 300-token prefix and 16 suffixes of 100 to 300 tokens, as a problem and its candidate
programs make them. Every round gives new groups to every contestant in turn, so that no prefix is
in a cache yet and a busy machine slows all alike. Transformers reads right-padded batches of whole
sequences. The ratio is that of the seconds within a round (above 1: the embedded engine is faster),
the median over the rounds, against the batch size that is closest. Without --checkpoint, random
weights of the bundled verifier's shape are used. Without torch the peer is left out. Other work on
the machine hurts torch's threads most: measure on an idle one.
"""

import argparse
import asyncio
import importlib.metadata
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.random_verifier import save_random_verifier
from benchmarks.result_file import file_hash, text_hash, write_result
from deskcheck_models.checkpoints.checkpoint import Checkpoint, read_checkpoint
from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.engine import TokenGroup

PREFIX_TOKENS = 300
SUFFIXES = 16
SUFFIX_TOKENS = (100, 300)
BATCH_SIZES = (1, 4, 16)

Score = Callable[[TokenGroup], list[float]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """Something that scores a group, and its name in the result."""

    name: str
    score: Score


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds for one group, over all rounds."""

    median: float
    fastest: float
    slowest: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What a contestant took in every round, and the scores it gave."""

    seconds: list[float]
    scores: list[float]

    def figures(self) -> Figures:
        """The middle and the spread."""
        seconds = self.seconds
        return Figures(statistics.median(seconds), min(seconds), max(seconds), len(seconds))


def main() -> None:
    """Measure, write the result file, and end with one JSON line."""
    options = _options()
    rounds = 5 if options.quick else 15
    with _checkpoint_folder(options.checkpoint) as folder, asyncio.Runner() as runner:
        checkpoint = read_checkpoint(folder)
        groups = _groups(checkpoint, rounds + 1)
        started = time.perf_counter()
        engine = EmbeddedEngine.load(folder, threads=options.threads)
        load_seconds = time.perf_counter() - started
        contestants = [_embedded(runner, engine), *_transformers(checkpoint, options.threads)]
        measured = _measure(contestants, groups)
        runner.run(engine.close())
        inputs = _inputs(folder, groups)
    figures = _summary(measured) | {"load_seconds": load_seconds}
    setup = {"threads": options.threads, "versions": _versions(), "groups": _shape_of_groups()}
    path = write_result("engines", inputs=inputs, setup=setup, figures=figures, quick=options.quick)
    _say(f"written to {path}")
    _say(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines")
    parser.add_argument("--quick", action="store_true", help="5 rounds instead of 15")
    parser.add_argument("--checkpoint", type=Path, help="folder of a one-label classifier")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


@contextmanager
def _checkpoint_folder(chosen: Path | None) -> Iterator[Path]:
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory() as folder:
        yield save_random_verifier(Path(folder))


def _groups(checkpoint: Checkpoint, count: int) -> list[TokenGroup]:
    generator = np.random.default_rng(300)
    shortest, longest = SUFFIX_TOKENS

    def tokens(length: int) -> tuple[int, ...]:
        ids = generator.integers(0, checkpoint.vocabulary_size - 1, length)
        return tuple((ids + (ids >= checkpoint.pad_token_id)).tolist())  # any but the pad token

    return [
        TokenGroup(
            tokens(PREFIX_TOKENS),
            tuple(tokens(int(n)) for n in generator.integers(shortest, longest + 1, SUFFIXES)),
        )
        for _ in range(count)
    ]


def _embedded(runner: asyncio.Runner, engine: EmbeddedEngine) -> Contestant:
    def score(group: TokenGroup) -> list[float]:
        return [logit.score for logit in runner.run(engine.score(group))]

    return Contestant("embedded", score)


def _transformers(checkpoint: Checkpoint, threads: int) -> list[Contestant]:
    try:
        from benchmarks.transformers_peer import TransformersPeer
    except ImportError as error:
        _say(f"transformers is left out: {error.name} is not installed (pip install '.[train]')")
        return []
    peer = TransformersPeer(checkpoint, threads)
    return [_batched(peer.score, size) for size in BATCH_SIZES]


def _batched(score: Callable[[TokenGroup, int], list[float]], size: int) -> Contestant:
    return Contestant(f"transformers in batches of {size}", lambda group: score(group, size))


def _measure(
    contestants: Sequence[Contestant], groups: Sequence[TokenGroup]
) -> dict[str, Measured]:
    """Every contestant scores every group; the first group warms up and is not counted."""
    measured = {contestant.name: Measured([], []) for contestant in contestants}
    for number, group in enumerate(groups):
        for contestant in contestants:
            started = time.perf_counter()
            scores = contestant.score(group)
            seconds = time.perf_counter() - started
            if number:
                measured[contestant.name].seconds.append(seconds)
                measured[contestant.name].scores.extend(scores)
    return measured


def _summary(measured: dict[str, Measured]) -> dict[str, object]:
    summary: dict[str, object] = {
        "seconds_per_group": {name: asdict(one.figures()) for name, one in measured.items()}
    }
    own = measured["embedded"]
    peers = [one for name, one in measured.items() if name != "embedded"]
    if not peers:
        return summary
    ratios = [np.divide(peer.seconds, own.seconds) for peer in peers]
    closest = min(ratios, key=lambda ratio: float(np.median(ratio)))
    differences = np.abs(np.subtract(own.scores, peers[0].scores))
    return {
        "embedded_over_transformers": round(float(np.median(closest)), 2),
        "ratio_spread": [round(float(closest.min()), 2), round(float(closest.max()), 2)],
        "largest_score_difference": float(differences.max()),
        "score_spread": float(np.ptp(own.scores)),
        **summary,
    }


def _inputs(folder: Path, groups: Sequence[TokenGroup]) -> dict[str, str]:
    files = [folder / "config.json", *sorted(folder.glob("*.safetensors"))]
    hashes = {path.name: file_hash(path) for path in files}
    return {**hashes, "groups": text_hash(map(str, groups))}


def _shape_of_groups() -> dict[str, object]:
    return {"prefix": PREFIX_TOKENS, "suffixes": SUFFIXES, "suffix_tokens": SUFFIX_TOKENS}


def _versions() -> dict[str, str]:
    names = ("numpy", "onnxruntime", "torch", "transformers")
    installed = {found.name for found in importlib.metadata.distributions()}
    return {name: importlib.metadata.version(name) for name in names if name in installed}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
