"""Why a candidate, a problem or a pair is left out, and how often."""

from enum import StrEnum


class Drop(StrEnum):
    """The reasons; all count candidates, except those that say otherwise."""

    RESTRICTED = "source under a restrictive licence"
    OTHER_SPLIT = "problem of another split"
    UNKNOWN_LANGUAGE = "language without a parser"
    EMPTY = "no program"
    SURVIVOR = "mutant that no test noticed"
    DUPLICATE = "the same program again, but for comments and blanks"
    DISAGREEING = "the same program with both labels"
    INVALID = "does not parse"
    LONG = "too long together with its problem"
    ONE_SIDED = "problem with one label only"
    CAPPED = "pairs beyond the cap of their problem"
    SHARE = "pairs beyond the share of hard negatives"
    LONG_PAIR = "mismatched pairs that were too long"
    UNMATCHED = "pairs without a program to be mismatched with"
