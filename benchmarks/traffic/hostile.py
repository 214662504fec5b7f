"""Clients that are slow, silent, deaf or out of bounds, as a program of its own.

    python -m benchmarks.traffic.hostile KIND HOST PORT SECONDS

It opens its connections and prints how many it has; holds them for SECONDS more, opens new ones for
those that the server closes, and prints what it did; each as one line of JSON. It gives way to
every other process of the machine, as a stranger who computes elsewhere would.
"""

import json
import os
import resource
import socket
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from math import ceil
from pathlib import Path
from time import monotonic, sleep
from types import MappingProxyType

from benchmarks.traffic.bodies import requests

TICK = 0.02  # seconds in which a few connections have their turn
ROUND = 1.0  # seconds in which each one has: clients that know nothing of each other do not march
UNSEEN = 1_000  # idle connections that the server has closed, which is seen within a round
SOURCES = 8  # loopback addresses to come from: one alone would run out of ports
NICE = 15
AUTOGROUP = Path("/proc/self/autogroup")  # Linux weighs sessions first, niceness within one then
LEAST_WEIGHT = "19"
BEGUN = b"POST /v1/rerank HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
LARGE_REPLY = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: a\r\n\r\n" * 4


@dataclass(frozen=True, slots=True)
class Kind:
    """How many connections are held, how many are opened each second, and what goes over them.

    `first` is sent on a new connection, `then` again and again. A half-closed one says that it
    sends no more, a deaf one never reads. After `stays` seconds it is closed. `gathers` bounds the
    seconds until all are there.
    """

    held: int
    opens: int
    first: bytes = b""
    then: bytes = b""
    half_closed: bool = False
    deaf: bool = False
    stays: float = 3600.0
    gathers: float = 20.0


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "idle_connections": Kind(held=10_000 + UNSEEN, opens=2_000),
        "slow_heads": Kind(held=500, opens=100, first=BEGUN, then=b"x-more: 1\r\n"),
        "slow_bodies": Kind(
            held=500, opens=100, first=BEGUN + b'content-length: 1000000\r\n\r\n{"', then=b"a"
        ),
        "huge_headers": Kind(
            held=50,
            opens=50,
            first=BEGUN + b"x-huge: " + bytes(2**20).replace(b"\0", b"y"),
            stays=1,
        ),
        "half_closed": Kind(
            held=500,
            opens=20,
            first=next(requests("a", candidates=2)),
            half_closed=True,
            stays=30,
            gathers=1,  # the server closes each as soon as it sees what it is
        ),
        "deaf": Kind(held=200, opens=40, first=LARGE_REPLY, deaf=True),
    }
)


class Crowd:
    """The connections of one kind to one address."""

    def __init__(self, kind: Kind, address: tuple[str, int]) -> None:
        self.opened = 0
        self.closed = 0  # by the server
        self.most = 0
        self._kind = kind
        self._address = address
        self._due = 0.0  # connections to be opened
        self._held: deque[tuple[float, socket.socket]] = deque()  # since when; next turn first
        self._sources = (f"127.0.0.{2 + number % SOURCES}" for number in count())

    def gather(self, seconds: float) -> None:
        """Open all connections, for so long at most."""
        began = monotonic()
        while len(self._held) < self._kind.held and monotonic() - began < seconds:
            self.stay(TICK)

    def stay(self, seconds: float) -> None:
        """Be a nuisance for so long."""
        began = last = monotonic()
        while last - began < seconds:
            sleep(TICK)
            now = monotonic()
            self._turns(now, share=(now - last) / ROUND)
            self._open(now, self._kind.opens * (now - last))
            self.most = max(self.most, len(self._held))
            last = now

    def go(self) -> None:
        """Close all that is left."""
        for _, one in self._held:
            one.close()

    def _turns(self, now: float, share: float) -> None:
        """Let a share of the connections have a turn: those that had none for the longest time."""
        for _ in range(min(ceil(share * len(self._held)), len(self._held))):
            since, one = self._held.popleft()
            gone = not self._kind.deaf and _is_closed(one)
            self.closed += gone
            if gone or now - since > self._kind.stays:
                one.close()
                continue
            self._held.append((since, one))
            with suppress(OSError):  # full or closed: seen at its next turn
                one.send(self._kind.then)

    def _open(self, now: float, due: float) -> None:
        """Open as many as are due, the fractions at another time."""
        self._due = min(self._due + due, self._kind.held - len(self._held))
        while self._due >= 1:
            self._due -= 1
            with suppress(OSError):  # refused: tried again when the next one is due
                self._held.append((now, self._new()))
                self.opened += 1

    def _new(self) -> socket.socket:
        one = socket.create_connection(self._address, 1.0, (next(self._sources), 0))
        one.setblocking(False)
        if self._kind.first:
            with suppress(OSError):  # more than the server takes
                one.send(self._kind.first)
        if self._kind.half_closed:
            one.shutdown(socket.SHUT_WR)
        return one


def _is_closed(one: socket.socket) -> bool:
    try:
        return one.recv(65_536) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def main() -> None:
    """Stay for as long as the command line says."""
    kind, host, port, seconds = sys.argv[1:]
    _give_way()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    crowd = Crowd(KINDS[kind], (host, int(port)))
    crowd.gather(KINDS[kind].gathers)
    _tell({"held": crowd.most})
    crowd.stay(float(seconds))
    crowd.go()
    _tell({"opened": crowd.opened, "most": crowd.most, "closed_by_server": crowd.closed})


def _give_way() -> None:
    os.setsid()
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    os.nice(NICE)
    if AUTOGROUP.exists():
        AUTOGROUP.write_text(LEAST_WEIGHT, encoding="ascii")


def _tell(told: Mapping[str, int]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
