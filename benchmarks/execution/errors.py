"""What can go wrong before a candidate runs.

    ExecutionError
    ├── SandboxError   nothing here can hold a candidate back
    └── TestsError     the tests cannot be read

What a candidate does wrong is an outcome, never an error.
"""


class ExecutionError(Exception):
    """Anything that keeps candidates from being run."""


class SandboxError(ExecutionError):
    """No sandbox works here, or the one that was asked for does not."""


class TestsError(ExecutionError):
    """The tests are no program, or hold no test."""

    __test__ = False  # pytest would take the name for a class of tests
