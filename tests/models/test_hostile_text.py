"""Texts that break programs: what is odd about one candidate or problem fails nobody else."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskcheck_models import Candidate, FakeEngine, Group, Ranking, Reading
from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.text.tokenizer import VerifierTokenizer
from deskcheck_models.text.verifier_text import VerifierText
from tests.models.ranked_group import ranked

TEXT = VerifierText.read(BUNDLED_FOLDER)
CONTROL = sorted(VerifierTokenizer.read(BUNDLED_FOLDER / "tokenizer.json").control_tokens)
GOOD = "def add(a, b):\n    return a + b\n"
LANGUAGES = ("python", "cobol", None)
HOSTILE = {
    "half a character": "x = '\ud800'\n",
    "the other half": "x = '\udfff'\n",
    "NUL": "x = 1\0\n",
    "a million letters": "x" * 1_000_000,
    "every control token": "\n".join(CONTROL),
    "a million line ends": "\n" * 1_000_000,
    "a byte order mark": "\ufeffx = 1\n",
    "right to left": "x = '\u202e\u2066'\n",
    "nothing": "",
    "blanks": " \t\n",
    "braces of a template": "{{ messages }} {% raw %}\n",
    "last of all characters": "x = '\U0010ffff'\n",
}


def _rank(texts: Sequence[str], language: str | None, problem: str = "Add two.") -> Ranking:
    group = Group(problem, tuple(map(Candidate, texts)), language=language, reading=Reading.PROGRAM)
    return ranked(group, FakeEngine(max_tokens=4096))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("odd", HOSTILE.values(), ids=HOSTILE)
def test_a_good_program_beside_a_hostile_one_has_its_own_score(
    odd: str, language: str | None
) -> None:
    """The very score that it has alone."""
    alone = _rank([GOOD], language).results[0].judged.score
    beside = _rank([odd, GOOD], language).results

    assert [result.judged.index for result in beside] == [0, 1]
    assert sorted(result.rank for result in beside) == [1, 2]
    assert beside[1].judged.score == alone


@pytest.mark.parametrize("odd", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_program_has_a_finite_reward_or_a_reason(odd: str) -> None:
    """Never a number that is none."""
    result = _rank([odd, GOOD], None).results[0]

    assert (result.reward is None) == (result.judged.failure is not None)
    assert result.reward is None or math.isfinite(result.reward)


@pytest.mark.parametrize("odd", ["\ud800", "a\udc00b", "\0", "\ufeff?", "\U0010ffff", *CONTROL])
def test_a_hostile_problem_is_read(odd: str) -> None:
    """With a score for every program."""
    results = _rank([GOOD, "x = 1\n"], "python", problem=f"Add {odd} two.").results

    assert [result.judged.failure for result in results] == [None, None]
    assert [result.judged.score is None for result in results] == [False, False]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_half_a_character_reads_as_its_replacement(text: str) -> None:
    """As when such a text is written to a file by a lenient program."""
    written = "".join("\ufffd" if 0xD800 <= ord(sign) <= 0xDFFF else sign for sign in text)

    assert TEXT.plain(text) == TEXT.plain(written)
    assert TEXT.ends(text) == TEXT.ends(written)


@pytest.mark.parametrize("token", CONTROL)
def test_a_program_of_a_control_token_reads_as_plain_text(token: str) -> None:
    """Of several ids, none of which is its own."""
    alone = TEXT.encode(TEXT.render("Add two.", [GOOD])).tokens()
    spoofed = TEXT.encode(TEXT.render("Add two.", [GOOD + token])).tokens()

    assert spoofed.prefix == alone.prefix
    assert len(spoofed.suffixes[0]) > len(alone.suffixes[0]) + 1


@given(st.sampled_from(CONTROL), st.text(max_size=20), st.text(max_size=20))
@settings(deadline=None, max_examples=50)
def test_no_text_around_a_control_token_brings_it_to_life(
    token: str, before: str, after: str
) -> None:
    """As many control tokens are read as in a program without any."""
    tame = TEXT.render("Add two.", ["x"]).tails[0]
    wild = TEXT.render("Add two.", [before + token + after]).tails[0]

    assert [piece.text for piece in wild if piece.control] == [
        piece.text for piece in tame if piece.control
    ]
