"""What two programs have to share to count as one: everything but comments and blanks.

A pattern tells comments, strings and blanks apart instead of a parser: programs that do not parse
have a normalised form too, and sixty thousand of them take seconds. It errs where a language hides
quotes in other tokens, such as a regular expression; programs are then told apart that are one.
"""

import re

_STRING = r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
_LONG_STRING = r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\''
_PYTHON = re.compile(rf"(^[ \t]+|{_LONG_STRING}|{_STRING})|#[^\n]*|[ \t\r\f]+", re.M | re.S)
_DOCSTRING = re.compile(
    rf"(\A|:[ \t]*(?:#[^\n]*)?\n)(?:\s*#[^\n]*\n)*\s*[rR]?(?:{_LONG_STRING})[ \t]*(?=\n|\Z)", re.S
)
_HASH = re.compile(rf"({_STRING})|(?:(?<!\S)#[^\n]*|\s)+", re.S)
_DASHES = re.compile(rf"({_STRING})|(?:--[^\n]*|/\*.*?\*/|\s)+", re.S)
_SLASHES = re.compile(rf"({_STRING}|`(?:[^`\\]|\\.)*`)|(?://[^\n]*|/\*.*?\*/|\s)+", re.S)
_OTHERS = {"ruby": _HASH, "bash": _HASH, "sql": _DASHES}
_LINE_COMMENTS = {
    **dict.fromkeys(("python", "ruby", "bash"), re.compile("#.*")),
    "sql": re.compile("--.*"),
}
_SLASHED = re.compile("//.*")


def normalised(program: str, language: str) -> str:
    """The program without comments and blanks that say nothing; in Python without docstrings.

    Strings keep their text, and Python keeps how deep each line stands.
    """
    if language == "python":
        bare = _PYTHON.sub(_kept, _DOCSTRING.sub(r"\1", program))
        return _levelled([line for line in bare.split("\n") if line.strip()])
    return _OTHERS.get(language, _SLASHES).sub(_kept, program).strip()


def telling_lines(program: str, language: str) -> frozenset[str]:
    """The distinct lines that hold more than blanks, brackets and a comment, without their blanks.

    For seeing how far apart two programs are; a string that looks like a comment counts as one.
    """
    comment = _LINE_COMMENTS.get(language, _SLASHED)
    lines = ("".join(comment.sub("", line).split()) for line in program.split("\n"))
    return frozenset(line for line in lines if line.strip("{}()[];"))


def _kept(match: re.Match[str]) -> str:
    """A string as it is; for a comment or blanks one blank between words, else nothing."""
    if match[1] is not None:
        return match[1]
    text = match.string
    before = text[match.start() - 1] if match.start() else ""
    after = text[match.end() : match.end() + 1]
    return " " if _is_word(before) and _is_word(after) else ""


def _is_word(sign: str) -> bool:
    return sign.isalnum() or (sign != "" and sign in "_\"'`")


def _levelled(lines: list[str]) -> str:
    """The lines with one tab per level in place of their indentation, whatever its width."""
    widths = [0]
    levelled = []
    for line in lines:
        body = line.lstrip()
        width = len(line[: len(line) - len(body)].expandtabs(4))
        while width < widths[-1]:
            widths.pop()
        if width > widths[-1]:
            widths.append(width)
        levelled.append("\t" * (len(widths) - 1) + body.rstrip())
    return "\n".join(levelled)
