"""What goes wrong in a run; what does not end it is a defect that the result names.

TestbedError
├── UnjudgedError   some programs were not scored; others may be
└── GoneError       the verifier does not answer any more
"""


class TestbedError(Exception):
    """There is nothing to measure, or nothing to measure it with; the message says what to give."""

    __test__ = False  # pytest would take the name for a class of tests


class UnjudgedError(TestbedError):
    """A verifier refuses some programs, such as those of a problem that it cannot read."""


class GoneError(TestbedError):
    """A verifier is away: its server does not answer, or its engine has ended."""
