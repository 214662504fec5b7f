"""Result files in the shape of the benchmarks, small and with figures that are easy to check."""

import json
from collections.abc import Mapping
from pathlib import Path

RERANK = "rerank, deskcheck-nano, embedded"
TESTS = "complete tests, 2 workers, all"


def write_result_file(
    folder: Path,
    benchmark: str,
    figures: Mapping[str, object],
    *,
    name: str = "",
    **changed: object,
) -> Path:
    """A result with these figures; `changed` replaces any of its other fields."""
    content = {
        "benchmark": benchmark,
        "command": f"python -m benchmarks.{benchmark}",
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "date": "2026-01-02T03:04:05+00:00",
        "machine": {"processor": "Some CPU", "cores": 2, "system": "Linux", "python": "3.11"},
        "inputs": {"problems.jsonl.gz": "ab" * 32},
        "setup": {"seed": 1},
        "figures": figures,
        **changed,
    }
    path = folder / f"{name or benchmark}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def latency_figures(rerank_seconds: float = 0.1, passes: int = 5) -> dict[str, object]:
    """Ten problems with 16 candidates: ranking against tests that take ten times as long."""
    problems = [f"problem/{number}" for number in range(10)]
    rate = passes / len(problems)
    row = {"candidates": 16, "problems": 10, "candidates_per_second": 160.0, "cpu_seconds": 0.1}
    ways = [
        row | {"way": RERANK, "p50_seconds": rerank_seconds, "p95_seconds": 0.2, "pass_rate": rate},
        row | {"way": TESTS, "p50_seconds": 1.0, "p95_seconds": 2.0, "pass_rate": 1.0},
    ]
    return {
        "speedup_p50": 1 / rerank_seconds,
        "speedup_p95": 10.0,
        "problems": 10,
        "candidates": 16,
        "selected_pass_rate": rate,
        "tests_pass_rate": 1.0,
        "original_tests_speedup_p50": 3.0,
        "original_tests_pass_rate": 0.9,
        "random_pass_rate": 0.4,
        "oracle_pass_rate": 1.0,
        "ways": ways,
        "speedups": [
            {
                "way": RERANK,
                "against": TESTS,
                "candidates": 16,
                "p50": 1 / rerank_seconds,
                "p95": 10.0,
                "problems": 10,
            }
        ],
        "frontier": [
            {
                "way": each["way"],
                "p50_seconds": each["p50_seconds"],
                "pass_rate": each["pass_rate"],
                "on_frontier": True,
            }
            for each in ways
        ],
        "break_even": {RERANK: _break_even(rerank_seconds)},
        "samples": {
            "candidates": 16,
            "seconds": {
                RERANK: {problem: rerank_seconds + n / 1000 for n, problem in enumerate(problems)},
                TESTS: {problem: 1.0 + n / 10 for n, problem in enumerate(problems)},
            },
            "passes": {
                RERANK: {problem: int(n < passes) for n, problem in enumerate(problems)},
                TESTS: dict.fromkeys(problems, 1),
            },
        },
    }


def _break_even(seconds: float) -> dict[str, object]:
    return {
        "median_cost_per_program": 0.125,
        "ten_times_at_that_cost": "from 16 candidates on",
        "equal_at_that_cost": "from 1 candidates on",
        "by_candidates": [
            {
                "candidates": candidates,
                "rerank_seconds": seconds * candidates / 16,
                "tests_seconds": candidates / 16,
                "speedup": 1 / seconds,
                "cost_for_ten_times": 0.11,
                "cost_for_equal": 0.011,
            }
            for candidates in (1, 4, 16)
        ],
    }
