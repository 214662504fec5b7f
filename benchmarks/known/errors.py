"""What ends a run on a known benchmark; what does not is a defect that the result names."""


class KnownError(Exception):
    """A file that is absent, is not what was named, or holds nothing that can be scored."""
