"""How many tokens a group may cost, before anything of it is tokenised."""

from deskcheck_models.group import Group

ASCII_PER_TOKEN = 2  # code has about three characters in a token of the bundled verifier
FRAME = 16  # tokens of the template around a problem, and around a program


def estimated_tokens(group: Group, *, longest: int) -> int:
    """Tokens to compute for a group, rather too many than too few.

    A token for two ASCII characters and for each byte of the others, with the prose around a
    program; the problem once, as engines compute it; nothing beyond the `longest` sequence that is
    read. Dense text, such as digits, may hold up to twice as many.
    """
    problem = group.problem
    texts = [problem] if isinstance(problem, str) else [turn.content for turn in problem]
    asked = sum(FRAME + _of_text(text) for text in texts)
    programs = (FRAME + _of_text(candidate.text) for candidate in group.candidates)
    return min(asked, longest) + sum(min(tokens, longest) for tokens in programs)


def _of_text(text: str) -> int:
    if text.isascii():
        return len(text) // ASCII_PER_TOKEN
    small = len(text.encode("ascii", "ignore"))
    return len(text.encode("utf-8", "replace")) - small + small // ASCII_PER_TOKEN
