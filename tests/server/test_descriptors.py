"""How many connections a process takes, by its limits of open files."""

import subprocess
import sys

import pytest

TAKEN = """
import resource, sys
soft, hard, asked = (int(word) if word != "None" else None for word in sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
from deskcheck_server.edge.descriptors import connections_at_once
from deskcheck_server.errors import SettingsError
try:
    print(connections_at_once(asked), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
except SettingsError as error:
    print(error)
"""


def taken(soft: int, hard: int, asked: int | None) -> str:
    """What a process with these limits says of its connections and its new soft limit."""
    words = [str(soft), str(hard), str(asked)]
    command = [sys.executable, "-c", TAKEN, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("soft", "hard", "asked", "told"),
    [
        (1024, 18_000, None, "16384 16512"),  # raised as far as needed
        (17_000, 18_000, None, "16384 17000"),  # and never lowered
        (256, 4096, None, "3968 4096"),  # as many as fit
        (1024, 18_000, 10, "10 1024"),
        (1024, 18_000, 5000, "5000 5128"),
    ],
)
def test_the_soft_limit_is_raised_as_far_as_needed(
    soft: int, hard: int, asked: int | None, told: str
) -> None:
    """Ten thousand idle connections fit where the hard limit lets them."""
    assert taken(soft, hard, asked) == told


def test_more_than_fit_are_refused_with_a_remedy() -> None:
    """Name, value, and both ways out."""
    told = taken(256, 1024, 2000)

    assert told.startswith("max_connections is 2000, and this process may open 1024 files: raise")
    assert "ulimit -n 2128" in told
    assert "give 896 or less" in told
