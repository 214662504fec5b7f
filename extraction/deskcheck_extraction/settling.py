"""The language of a block: its tag, the hint and its text weighed against each other."""

from deskcheck_extraction.languages import LANGUAGES
from deskcheck_extraction.prose_cut import FREE_FORM
from deskcheck_extraction.reader import Reader
from deskcheck_extraction.roles import Role, role_of
from deskcheck_extraction.signatures import likely_languages, signature_score
from deskcheck_extraction.tag import Tag, TagKind

MARKUP = frozenset(
    ("css", "html", "latex", "vue", "svelte", "makefile", "dockerfile", "cmake", "glsl")
)
"""Languages that are taken for a program only where an answer holds no other."""

_MOST_GUESSES = 3
_WEAK = 2
_CLEAR = 3
_ASKED = 2  # what the hint counts for
_VERY_STRONG = 6


def settle_language(text: str, tag: Tag, hint: str | None, reader: Reader) -> str | None:
    """Decide in which language a block is written; None where nothing tells."""
    if tag.kind is TagKind.PARSED and tag.name:
        return _settle_tagged(text, tag.name, hint, reader)
    if tag.kind is TagKind.DATA:
        return _strong_guess(text, hint, reader, _CLEAR)
    if tag.kind is TagKind.FOREIGN:
        least = _CLEAR if tag.name in MARKUP else _VERY_STRONG
        is_wrong = tag.name in MARKUP or (hint in LANGUAGES and tag.name != hint)
        return (is_wrong and _strong_guess(text, hint, reader, least)) or tag.name
    return _settle_untagged(text, tag, hint, reader)


def _settle_tagged(text: str, own: str, hint: str | None, reader: Reader) -> str:
    if own == hint or reader.read(text, own).valid is not False:
        return own
    if hint in LANGUAGES and hint != own and _counts_as(text, hint, reader):
        return hint
    return _strong_guess(text, None, reader, _CLEAR, own) or own


def _settle_untagged(text: str, tag: Tag, hint: str | None, reader: Reader) -> str | None:
    if hint in LANGUAGES:
        if _counts_as(text, hint, reader):
            return hint
        return _strong_guess(text, None, reader, _WEAK, hint) or hint
    likely = likely_languages(text)
    tried = [language for language, score in likely if score > 1 or language not in FREE_FORM]
    parsed = next((one for one in tried[:_MOST_GUESSES] if reader.parses(text, one)), None)
    if parsed:
        return parsed
    if likely and likely[0][1] >= _CLEAR and not hint:
        return likely[0][0]
    return (
        _settle_plain(text, reader) or hint or (tag.name if tag.kind is TagKind.UNKNOWN else None)
    )


def _settle_plain(text: str, reader: Reader) -> str | None:
    """Try the two commonest languages on a text that shows no sign of any."""
    for language in ("python", "javascript"):
        if reader.parses(text, language):
            role = role_of(text, reader.read(text, language).outline, language)
            return language if role >= Role.USAGE else None
    return None


def _counts_as(text: str, language: str, reader: Reader) -> bool:
    """Say whether a block without a tag of its own may be taken for the hinted language."""
    if not reader.parses(text, language):
        return False
    if language not in FREE_FORM:
        return True
    likely = likely_languages(text)
    if not likely:
        return language == "bash"
    best, score = likely[0]
    own = dict(likely).get(language, 0)
    return best == language or own + 1 >= score or not reader.parses(text, best)


def _strong_guess(
    text: str, hint: str | None, reader: Reader, least: int, own: str = ""
) -> str | None:
    """Return a language that the text shows strongly and parses in, against what its tag says."""
    least_own = signature_score(text, own) if own else 0
    likely = likely_languages(text)[:_MOST_GUESSES]
    ordered = sorted(likely, key=lambda pair: pair[0] != hint)
    for language, score in ordered:
        needed = _VERY_STRONG if language in FREE_FORM else least - _ASKED * (language == hint)
        if (
            language != own
            and score >= needed
            and score > least_own
            and reader.parses(text, language)
        ):
            return language
    return None
