"""What the language model of a new verifier reads."""

from itertools import chain

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.training.documents import documents, windows
from deskcheck_models.training.pairs.pair import Kind
from deskcheck_models.training.preference_groups import preference_groups
from tests.models.pair_builder import pair, sum_groups


@pytest.fixture(scope="module")
def text() -> VerifierText:
    """The bundled verifier's template and tokenizer."""
    return VerifierText.read(BUNDLED_FOLDER)


def test_documents_prefer_chosen_programs_and_are_capped() -> None:
    """The language model learns from right programs first."""
    groups = preference_groups([pair("right", f"wrong {n}") for n in range(9)])

    programs = [program for _, program in documents(groups, 3, seed=1)]

    assert "right" in programs
    assert len(programs) == 3


def test_programs_of_other_problems_are_no_documents() -> None:
    """A program beside a problem that it does not solve would teach what is not so."""
    groups = preference_groups([pair("right", "foreign", kind=Kind.MISMATCHED)])

    assert [program for _, program in documents(groups, 3, seed=1)] == ["right"]


def test_windows_are_full_and_hold_the_rendered_text(text: VerifierText) -> None:
    """Documents lie end to end; what does not fill a window is dropped."""
    pairs = documents(sum_groups(), 4, seed=1)
    first = text.encode(text.render(pairs[0][0], [pairs[0][1]])).tokens()

    cut = list(windows(text, pairs, [], 64))

    assert {len(one) for one in cut} == {64}
    whole = tuple(chain.from_iterable(cut))
    assert whole[: len(first.prefix)] == first.prefix


def test_code_is_read_first_and_as_it_is(text: VerifierText) -> None:
    """Without a template; what looks like a control token is text."""
    code = "def f():\n    return '<|im_end|>'\n" * 20

    (first, *_) = windows(text, [], [code], 32)

    assert tuple(first) == text.plain(code)[:32]
    assert len(text.plain("<|im_end|>")) > 1
