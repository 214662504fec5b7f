"""The part that a block plays in an answer."""

import re
from enum import IntEnum
from functools import cache

from deskcheck_extraction.outline import Definition, Outline


class Role(IntEnum):
    """What a block is for; a greater one is taken before a lesser one."""

    OTHER = 0  # output, a transcript, prose, shell commands, configuration, a diff
    IMPORTS = 1  # nothing but imports
    TEST = 2  # nothing but tests
    USAGE = 3  # calls, prints, asserts, or only a demo `main`
    STUB = 4  # definitions without bodies
    PROGRAM = 5  # defines a function, class or type, or reads standard input


_STDIN = {
    "python": r"\binput *\(|\bsys\.stdin\b|\bstdin\b|\bfileinput\b|open\(0\)|raw_input",
    "javascript": r"/dev/stdin|readFileSync\(0|process\.stdin|\breadline\b",
    "typescript": r"/dev/stdin|readFileSync\(0|process\.stdin|\breadline\b|Deno\.stdin",
    "java": r"System\.in\b",
    "c": r"\bscanf\b|\bgets\b|\bfgets\b|\bgetchar\b|\bstdin\b|\bgetline\b",
    "cpp": r"\bcin\b|\bscanf\b|\bgetline\b|\bgetchar\b|\bstdin\b",
    "go": r"os\.Stdin|fmt\.F?[Ss]can",
    "rust": r"\bstdin\b",
    "csharp": r"Console\.(?:ReadLine|Read|In|OpenStandardInput)\b",
    "php": r"\bSTDIN\b|php://stdin|\breadline\b|\bfscanf\b",
    "ruby": r"\bgets\b|STDIN|\$stdin|\bARGF\b|\breadlines?\b",
    "kotlin": r"\breadLine\b|\breadln\w*\b|System\.`?in`?|\breadInt\b",
    "swift": r"\breadLine\b|FileHandle\.standardInput",
    "scala": r"\breadLine\b|\breadInt\b|StdIn|System\.in\b|Source\.stdin|scala\.io",
    "bash": r"^\s*(?:while\s+)?(?:IFS=\S* *)?read\b|/dev/stdin|\$\(cat\)|\bmapfile\b|\breadarray\b",
}
_TEST_NAME = re.compile(
    r"[Tt]ests?(?:[A-Z_0-9]\w*)?|Test[A-Za-z_]\w*|\w+(?:Tests?|_tests?|TestCase|Spec)"
    r"|Benchmark[A-Z]\w*|TEST\w*"
)
_TEST_MEMBER = re.compile(r"[Tt]est|[Ss]et_?[Uu]p|[Tt]ear")
_TEST_MARK = re.compile(r"@(?:Parameterized)?Test\b|\[(?:Test|TestMethod|Fact|Theory)\b")
_DEMO_NAME = re.compile(
    r"[Mm]ain|[Dd]emo|[Ee]xamples?|example_usage|usage|run_(?:demo|examples?)|[Pp]rogram|Driver"
    r"|Usage|ExampleUsage"
)
_SCRIPT = re.compile(
    r"\A#!|^\s*(?:if|for|while|until|case|select)\b.*(?:;|\bin\b|\bthen\b|\bdo\b|\[)"
    r"|^\s*[\w-]+ *\(\) *\{|\|\s*(?:awk|while|sort|sed)\b|\bread\b",
    re.MULTILINE,
)
_QUERY = re.compile(
    r"^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|CREATE|ALTER|MERGE|DECLARE|BEGIN|DROP|EXPLAIN"
    r"|REPLACE|TRUNCATE)\b",
    re.IGNORECASE | re.MULTILINE,
)
_PROMPTS = re.compile(r"^(?:>>> |\$ |In \[\d*\]: |irb\(|> \w|sqlite> |mysql> )", re.MULTILINE)
_DIFF_MARKS = ("diff --git ", "@@ ", "\n+++ ")  # one stands in every diff
_DIFF = re.compile(r"^(?:diff --git |@@ .* @@|--- \S+.*\n\+\+\+ )", re.MULTILINE)
_LOOKED_AT = 64 * 1024


def role_of(text: str, outline: Outline, language: str | None) -> Role:
    """Judge the part that a block plays from its outline and, where that says nothing, its text."""
    text = text[:_LOOKED_AT]
    if _PROMPTS.match(text) or _is_diff(text):
        return Role.OTHER
    if language == "sql":
        return Role.PROGRAM if _QUERY.search(text) else Role.OTHER
    if language == "bash" and not outline.definitions:
        return Role.PROGRAM if _SCRIPT.search(text) else Role.OTHER
    if not outline.definitions:
        return _role_without_definitions(text, outline, language)
    return _role_of_definitions(text, outline, language)


def reads_input(text: str, language: str | None) -> bool:
    """Say whether code reads standard input."""
    pattern = _STDIN.get(language or "")
    return bool(pattern) and bool(_compiled(pattern or "").search(text[:_LOOKED_AT]))


def _is_diff(text: str) -> bool:
    return any(mark in text for mark in _DIFF_MARKS) and bool(_DIFF.search(text))


def _role_without_definitions(text: str, outline: Outline, language: str | None) -> Role:
    if outline.statements and reads_input(text, language):
        return Role.PROGRAM
    if outline.statements:
        return Role.USAGE
    return Role.IMPORTS if outline.imports and not outline.values else Role.OTHER


def _role_of_definitions(text: str, outline: Outline, language: str | None) -> Role:
    definitions = outline.definitions
    rest = [one for one in definitions if not _is_test(one, text)]
    if not rest:
        return Role.TEST
    if all(one.is_stub for one in definitions):
        lesser = Role.STUB
    elif all(_is_demo(one) for one in rest):
        lesser = Role.USAGE
    else:
        return Role.PROGRAM  # the text is not searched, which takes longer than all else here
    return Role.PROGRAM if reads_input(text, language) else lesser


def _is_test(definition: Definition, text: str) -> bool:
    if not _TEST_NAME.fullmatch(definition.name):
        return False
    if not definition.is_type or not definition.members or definition.name.islower():
        return True
    if _TEST_MARK.search(text):
        return True
    return any(_TEST_MEMBER.match(name) for name in definition.members)


def _is_demo(definition: Definition) -> bool:
    """Say whether a definition is a demo `main`, or a class with nothing else."""
    if definition.is_type:
        return bool(definition.members) and set(definition.members) <= {"main", "Main"}
    return bool(_DEMO_NAME.fullmatch(definition.name))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
