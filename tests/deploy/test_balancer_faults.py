"""nginx before two replicas that are killed, drained and restarted under load."""

import pytest

from benchmarks.nginx_process import balanced
from benchmarks.replica_process import ReplicaProcess, replicas
from tests.deploy.load_through import LoadThrough, load_through
from tests.server.waiting import wait_until

pytestmark = pytest.mark.nginx

FLAGS = ("--engine", "fake", "--workers", "1", "--score-cache-entries", "0")


def more(load: LoadThrough, calls: int = 200) -> None:
    """Wait until so many more calls are answered."""
    wanted = len(load.answered) + calls
    wait_until(lambda: len(load.answered) >= wanted, seconds=60)


def killed_and_drained(load: LoadThrough, first: ReplicaProcess, second: ReplicaProcess) -> int:
    """One killed with -9 and restarted, then the other drained with SIGTERM; its exit code."""
    more(load)
    first.kill()
    more(load)
    first.restart()
    more(load)
    code = second.drain()
    more(load)
    return code


def test_no_call_is_lost_when_one_replica_is_killed_and_the_other_drained() -> None:
    """Each is alone for a while; every call is answered, and always with the same scores."""
    with replicas(2, *FLAGS) as (first, second), balanced([first.url, second.url]) as balancer:
        with load_through(balancer.url) as load:
            code = killed_and_drained(load, first, second)
        retried = [line for line in balancer.lines() if "," in str(line["replicas"])]

    assert load.lost == []
    assert load.different == []
    assert code == 0
    assert retried, "no call met a dead replica: the load proves nothing"
