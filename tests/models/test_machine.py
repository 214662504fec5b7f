"""How much memory a new process can take, as Linux writes it down."""

from pathlib import Path

import pytest

from deskcheck_models.vllm.machine import free_memory

KIB = 1024


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    file = tmp_path / "meminfo"
    file.write_text("MemTotal:  9000 kB\nMemFree:  100 kB\nMemAvailable:  4000 kB\n")
    return file


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """A container that has used 1,000 KiB of its memory."""
    (tmp_path / "memory.current").write_text(f"{1000 * KIB}\n")
    return tmp_path


def test_without_a_container_the_systems_own_figure_counts(memory: Path, tmp_path: Path) -> None:
    """What is available, not what is unused."""
    assert free_memory(memory, tmp_path / "none") == 4000 * KIB


@pytest.mark.parametrize(
    ("limit", "free"), [(f"{3000 * KIB}\n", 2000), ("max\n", 4000), (f"{500 * KIB}\n", 0)]
)
def test_a_containers_limit_counts_where_it_leaves_less(
    memory: Path, group: Path, limit: str, free: int
) -> None:
    """And nothing is left of a limit that is exceeded."""
    (group / "memory.max").write_text(limit)

    assert free_memory(memory, group) == free * KIB


def test_where_no_file_says_it_all_memory_is_free(tmp_path: Path) -> None:
    """Better to try than to refuse."""
    assert free_memory(tmp_path / "none", tmp_path) > 2**20
