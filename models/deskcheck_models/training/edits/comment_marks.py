"""How a comment is written in each language."""

import random

_LINE_MARKS = {
    **dict.fromkeys(("python", "ruby", "bash"), "#"),
    "sql": "--",
    **dict.fromkeys(
        (
            *("javascript", "typescript", "java", "c", "cpp", "go", "rust", "csharp"),
            *("php", "kotlin", "swift", "scala"),
        ),
        "//",
    ),
}


def line_comment(text: str, language: str, indent: str = "") -> list[str]:
    """The text as comment lines; none in a language whose comments are not known."""
    mark = _LINE_MARKS.get(language)
    return [f"{indent}{mark} {line}" for line in text.splitlines()] if mark else []


def any_comment(text: str, language: str, indent: str, chance: random.Random) -> list[str]:
    """As `line_comment`, or in another layout that the language has: a block, or a frame."""
    lines = line_comment(text, language, indent)
    if not lines:
        return []
    layout = chance.randrange(4)
    if layout == 0:
        mark = _LINE_MARKS[language]
        rule = f"{indent}{mark} {chance.choice('-=*') * 30}"
        return [rule, *lines, rule]
    if layout == 1 and _LINE_MARKS[language] == "//":
        return [f"{indent}/* {' '.join(text.splitlines())} */"]
    if layout == 2 and _LINE_MARKS[language] == "//":
        return [
            f"{indent}/*",
            *(f"{indent} * {line}" for line in text.splitlines()),
            f"{indent} */",
        ]
    return lines
