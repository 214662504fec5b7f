"""Programs that are read once for several candidates: nothing is lost, doubled or mixed up."""

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction import Extraction, Origin
from deskcheck_models import Logit, TokenGroup
from deskcheck_models.duplicates import firsts, logits_of_programs, sources, without_repeats
from deskcheck_models.text.truncation import Fitted

_candidates = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", ""]), st.sampled_from([True, False, None])),
    max_size=10,
)
_programs = st.lists(st.none() | st.integers(0, 3), max_size=10)


def _extractions(candidates: list[tuple[str, bool | None]]) -> list[Extraction]:
    return [
        Extraction(program, "python", valid, Origin.FENCE, 1, False)
        for program, valid in candidates
    ]


def _fitted(programs: list[int | None]) -> Fitted:
    """Program i reads as the single token programs[i], None where it is too long."""
    suffixes = tuple((one,) for one in programs if one is not None)
    numbers = iter(range(len(suffixes)))
    places = tuple(None if one is None else next(numbers) for one in programs)
    lengths = tuple(99 if one is None else 2 for one in programs)
    return Fitted(TokenGroup((7,), suffixes), places, lengths, (False,) * len(programs))


@given(_candidates)
def test_a_source_is_the_first_candidate_with_the_same_program(
    candidates: list[tuple[str, bool | None]],
) -> None:
    """And an invalid one has none, nor is it one."""
    found = sources(_extractions(candidates), share=True)

    for index, (program, valid) in enumerate(candidates):
        same = [n for n, one in enumerate(candidates) if one[0] == program and one[1] is not False]
        assert found[index] == (None if valid is False else same[0])


@given(_candidates)
def test_every_program_to_be_read_is_another_one(
    candidates: list[tuple[str, bool | None]],
) -> None:
    """Together they are all programs of candidates that are not invalid."""
    read = [candidates[index][0] for index in firsts(sources(_extractions(candidates), share=True))]

    assert len(read) == len(set(read))
    assert set(read) == {program for program, valid in candidates if valid is not False}


@given(_programs)
def test_each_program_gets_the_logit_of_its_own_tokens(programs: list[int | None]) -> None:
    """However many share them; too long ones get none."""
    shared = without_repeats(_fitted(programs))
    logits = [Logit(10.0 * suffix[0], cached_tokens=1) for suffix in shared.tokens.suffixes]
    found = logits_of_programs(shared, logits)

    assert [None if one is None else one.score for one in found] == [
        None if one is None else 10.0 * one for one in programs
    ]


@given(_programs)
def test_tokens_are_paid_for_once(programs: list[int | None]) -> None:
    """One token of each different program is computed, all others are cached."""
    shared = without_repeats(_fitted(programs))
    logits = [Logit(0.0, cached_tokens=1) for _ in shared.tokens.suffixes]
    found = logits_of_programs(shared, logits)
    computed = sum(2 - one.cached_tokens for one in found if one is not None)

    assert computed == len(set(programs) - {None}) == len(shared.tokens.suffixes)


@given(_programs)
def test_leaving_repeats_out_twice_is_leaving_them_out_once(programs: list[int | None]) -> None:
    """Nothing repeats any more."""
    once = without_repeats(_fitted(programs))

    assert without_repeats(once) == once
