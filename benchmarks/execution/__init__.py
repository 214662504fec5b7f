"""Running candidates against tests, as the baseline that ranking is compared with.

No part of what ships imports this package, so nothing that a server is sent can come here.

What was looked at: bubblewrap, nsjail and firejail. Bubblewrap is used where it works: it is small,
kept by the Flatpak project, packaged by every large distribution (`apt-get install bubblewrap`),
needs no daemon and no configuration, and adds a few milliseconds. nsjail does the same and limits
too, but Debian 12 has no package of it. firejail is set-uid root and made for desktop programs.
Limits come from `prlimit` and the other user from `setpriv`, both of util-linux. Where bubblewrap
is not permitted, as in many containers, root can still use `LimitsSandbox`. `measured_protections`
tries what a candidate could reach and says which protections hold on this machine.

What is not protected against, even by bubblewrap:

* faults of the kernel: candidates share it, and no system call is filtered;
* a candidate that reads or forges its own report: tests run in the process of the program, as the
  field runs them, so code that looks for the tests can claim to pass them (an early exit cannot);
* memory in total: the limit is for each process, so `processes` times as much can be taken;
* the interpreter's own folder and its packages are readable, as are the files of /usr;
* slowness of a busy machine: wall time is limited, so a starved candidate may time out;
* without root there is no other user: the namespaces are then all that separates.

With `LimitsSandbox` moreover: files that every user may read, other processes' names, how much is
written in all (one file is limited, their number is not), and the network where `unshare` is not
permitted.
"""

from benchmarks.execution.checkers import Checker, exact, tolerant_of_blanks, tolerant_of_floats
from benchmarks.execution.errors import ExecutionError, SandboxError, TestsError
from benchmarks.execution.executor import Execution, Executor
from benchmarks.execution.limits import Limits
from benchmarks.execution.outcomes import Outcome, TestOutcome, Verdict
from benchmarks.execution.protections import Protections, measured_protections
from benchmarks.execution.sandbox import Sandbox, usable_sandbox
from benchmarks.execution.suites import Asserts, Case, Cases, Suite

__all__ = [
    "Asserts",
    "Case",
    "Cases",
    "Checker",
    "Execution",
    "ExecutionError",
    "Executor",
    "Limits",
    "Outcome",
    "Protections",
    "Sandbox",
    "SandboxError",
    "Suite",
    "TestOutcome",
    "TestsError",
    "Verdict",
    "exact",
    "measured_protections",
    "tolerant_of_blanks",
    "tolerant_of_floats",
    "usable_sandbox",
]
