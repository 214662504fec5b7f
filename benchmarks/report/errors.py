"""What ends a report."""


class ReportError(Exception):
    """A file that is no result, a field that a result lacks, or two that cannot be compared."""
