"""The benchmarks that are known: how each is read, and what it makes of scores."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.known.code_reward_bench import code_reward_bench_figures, read_code_reward_bench
from benchmarks.known.eval_plus import read_eval_plus
from benchmarks.known.item import Item, ScoredItem
from benchmarks.known.judge_bench import judge_bench_figures, read_judge_bench
from benchmarks.known.live_code_bench import read_live_code_bench
from benchmarks.known.reward_bench_2 import read_reward_bench_2, reward_bench_2_figures
from benchmarks.known.rm_bench import read_rm_bench, rm_bench_figures
from benchmarks.known.samples import sample_figures

Reader = Callable[[Sequence[Path], Defects], list[Item]]
Summing = Callable[[Sequence[ScoredItem], int], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`files` are what the user gives, by the names that messages and help call them.

    `language` is that of its texts where they are programs alone; None where they are answers,
    which the benchmark has scored as they stand.
    """

    name: str
    files: tuple[str, ...]
    read: Reader
    figures: Summing
    language: str | None = None


BENCHMARKS = (
    Benchmark(
        "rm-bench",
        ("total_dataset.json",),
        lambda files, defects: read_rm_bench(files[0], defects),
        rm_bench_figures,
    ),
    Benchmark(
        "judge-bench",
        ("JSONL",),
        lambda files, defects: read_judge_bench(files[0], defects),
        judge_bench_figures,
    ),
    Benchmark(
        "reward-bench-2",
        ("PARQUET",),
        lambda files, defects: read_reward_bench_2(files[0], defects),
        reward_bench_2_figures,
    ),
    Benchmark(
        "code-reward-bench",
        ("PARQUET",),
        lambda files, defects: read_code_reward_bench(files[0], defects),
        code_reward_bench_figures,
    ),
    Benchmark(
        "eval-plus",
        ("EVAL_RESULTS", "PROBLEMS"),
        lambda files, defects: read_eval_plus(files[0], files[1], defects),
        sample_figures,
        "python",
    ),
    Benchmark(
        "live-code-bench",
        ("EVAL_ALL",),
        lambda files, defects: read_live_code_bench(files[0], defects),
        sample_figures,
        "python",
    ),
)
