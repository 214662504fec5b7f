"""What ends a comparison; whatever does not is a defect that the result names.

ComparisonError
├── DataError         the folder of problems cannot be used at all
└── NoRankingError    no server ranked anything
"""


class ComparisonError(Exception):
    """Anything after which there is nothing to report."""


class DataError(ComparisonError):
    """A file that must be there is not, or no problem is left."""


class NoRankingError(ComparisonError):
    """Every request to a server failed."""
