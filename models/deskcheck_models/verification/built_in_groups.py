"""Problems with programs of all shades, to compare two rankings of them.

Each problem has one right program; the others differ from it by one edit: a wrong bound, a lost
case, a slower way, other names, an idle comment. So neighbours lie close, as the candidates of one
code model do, and an engine that computes a little differently turns some of them around.
"""

from dataclasses import dataclass

Edit = tuple[str, str]  # what is replaced, everywhere in the program, and by what


@dataclass(frozen=True, slots=True)
class BuiltInGroup:
    """One problem, its right program, and what the others change of it."""

    problem: str
    program: str
    edits: tuple[Edit, ...]

    @property
    def programs(self) -> tuple[str, ...]:
        """The right program, then one for each edit."""
        return (self.program, *(self.program.replace(old, new) for old, new in self.edits))


_SECOND_LARGEST = BuiltInGroup(
    "Write second_largest(numbers). It returns the second largest distinct value of a list of "
    "integers, or None where there is none.",
    """\
def second_largest(numbers):
    best = second = None
    for number in numbers:
        if best is None or number > best:
            best, second = number, best
        elif number != best and (second is None or number > second):
            second = number
    return second
""",
    (
        ("number > best", "number >= best"),
        ("number != best and ", ""),
        ("return second", "return best"),
        ("return second", "return second or 0"),
        ("best, second = number, best", "best = number"),
        ("number > second", "number < second"),
        ("numbers:", "sorted(numbers):"),
        ("best", "largest"),
        ("    best = second", "    # one pass, two values\n    best = second"),
    ),
)

_BRACKETS = BuiltInGroup(
    "Read one line with brackets of the kinds (), [] and {} and nothing else. Print YES if every "
    "bracket is closed by one of its own kind in the right order, and NO otherwise.",
    """\
PAIRS = {")": "(", "]": "[", "}": "{"}


def balanced(text):
    open_brackets = []
    for sign in text:
        if sign not in PAIRS:
            open_brackets.append(sign)
        elif not open_brackets or open_brackets.pop() != PAIRS[sign]:
            return False
    return not open_brackets


print("YES" if balanced(input()) else "NO")
""",
    (
        ("not open_brackets or ", ""),
        ("return not open_brackets", "return True"),
        (".pop()", ".pop(0)"),
        (".pop()", "[-1]"),
        ('"YES" if', '"Yes" if'),
        ("input()", "input().strip()"),
        (', "}": "{"', ""),
        ("open_brackets", "stack"),
        ("return False", "continue"),
    ),
)

_STEPS = BuiltInGroup(
    "You climb a stair of n steps and take one, two or three at a time. Read n (at most 70) and "
    "print in how many ways you can reach the top. A stair of 0 steps is climbed in one way.",
    """\
def ways(steps):
    counts = [1, 1, 2]
    for step in range(3, steps + 1):
        counts.append(counts[step - 1] + counts[step - 2] + counts[step - 3])
    return counts[steps]


print(ways(int(input())))
""",
    (
        ("[1, 1, 2]", "[0, 1, 2]"),
        ("range(3, steps + 1)", "range(3, steps)"),
        (" + counts[step - 3]", ""),
        ("return counts[steps]", "return counts[-1]"),
        ("[1, 1, 2]", "[1, 1, 2, 4]"),
        ("int(input())", "input()"),
        ("print(ways(int(input())))", "print(ways(int(input())) % 1000)"),
        ("counts", "c"),
        ("steps", "n"),
    ),
)

_INTERVALS = BuiltInGroup(
    "Write merged(intervals). It takes a list of (start, end) pairs in any order and returns the "
    "sorted list of intervals in which all that overlap or touch are joined into one.",
    '''\
def merged(intervals):
    """Join the intervals that overlap or touch."""
    result = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result
''',
    (
        ("start <= result", "start < result"),
        ("max(result[-1][1], end)", "end"),
        ("sorted(intervals)", "intervals"),
        ("if result and start", "if start"),
        ("sorted(intervals)", "sorted(intervals, reverse=True)"),
        ('    """Join the intervals that overlap or touch."""\n', ""),
        ("result[-1] = (result[-1][0], ", "result[-1] = (start, "),
        ("return result", "return result[1:]"),
        ("result", "joined"),
    ),
)

_WORDS = BuiltInGroup(
    "Read a text from standard input. Print its three most frequent words in lower case with their "
    "counts, one per line, the most frequent first; of equally frequent words the one that comes "
    "first in the alphabet. A word is a longest run of letters.",
    """\
import re
import sys
from collections import Counter

counts = Counter(re.findall("[a-z]+", sys.stdin.read().lower()))
ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
for word, count in ranked[:3]:
    print(word, count)
""",
    (
        (".lower()", ""),
        ("[a-z]+", "[a-z]"),
        ("(-item[1], item[0])", "-item[1]"),
        ("(-item[1], item[0])", "(item[1], item[0])"),
        ("ranked[:3]", "ranked"),
        ("print(word, count)", "print(count, word)"),
        ('re.findall("[a-z]+", sys.stdin.read().lower())', "sys.stdin.read().lower().split()"),
        ("sys.stdin.read()", "input()"),
        ("counts", "frequency"),
    ),
)

_SEARCH = BuiltInGroup(
    "Write first_at_least(values, wanted). values is sorted in ascending order; return the index "
    "of the first value that is not smaller than wanted, or len(values) if all are smaller. It "
    "must take a logarithmic number of steps.",
    """\
def first_at_least(values, wanted):
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
""",
    (
        ("low < high", "low <= high"),
        ("low = middle + 1", "low = middle"),
        ("values[middle] < wanted", "values[middle] <= wanted"),
        ("high = middle", "high = middle - 1"),
        ("len(values)", "len(values) - 1"),
        ("return low", "return low + 1"),
        ("(low + high) // 2", "low + (high - low) // 2"),
        ("middle", "m"),
        ("    low, high", "    # halve what is left until nothing is\n    low, high"),
    ),
)

BUILT_IN = (_SECOND_LARGEST, _BRACKETS, _STEPS, _INTERVALS, _WORDS, _SEARCH)
