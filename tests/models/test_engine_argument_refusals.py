"""No argument of vLLM that could change a score gets through, in no combination."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.errors import EngineArgumentError
from deskcheck_models.vllm.arguments import (
    LAYOUT,
    REFUSED,
    cache_argument,
    check_arguments,
    fixed_arguments,
    laid_out,
    planned_arguments,
)
from deskcheck_models.vllm.plan import Plan

ALLOWED = ("max_num_seqs", "block_size", "gpu_memory_utilization", *sorted(LAYOUT))
KNOWN = frozenset({*ALLOWED, *REFUSED})
PLAN = Plan(shards=2, replicas=4, engines=3, threads=5, cache_bytes=7, executor="uni")


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_every_refused_argument_is_refused_whatever_its_value(name: str) -> None:
    """Even where vLLM knows it, and beside allowed ones."""
    for value in (None, False, 0, ""):
        with pytest.raises(EngineArgumentError, match=f"'{name}' is not yours to set"):
            check_arguments({"block_size": 16, name: value}, KNOWN)


def test_what_is_fixed_cannot_be_given_another_value() -> None:
    """An operator's value would win over it, if it were let through."""
    harmless = {"disable_log_stats", "use_tqdm_on_load", "enable_prefix_caching"}
    fixed = set(fixed_arguments(Path("verifier"), "float32", 100))

    assert fixed - harmless <= set(REFUSED)


@given(st.text(max_size=20).filter(lambda name: name not in KNOWN))
def test_an_unknown_name_is_refused_and_no_refused_one_is_proposed(name: str) -> None:
    """Advice that leads to the next refusal is none."""
    with pytest.raises(EngineArgumentError, match="unknown engine argument") as refusal:
        check_arguments({name: 1}, KNOWN)

    proposed = str(refusal.value).partition("did you mean ")[2]
    assert proposed.strip("'?") in {"", *ALLOWED}


@given(st.dictionaries(st.sampled_from(ALLOWED), st.integers(1, 9)))
def test_what_the_operator_gives_is_what_vllm_gets(given_: dict[str, object]) -> None:
    """And where it is a layout, none of the plan's is mixed with it."""
    check_arguments(given_, KNOWN)
    planned = planned_arguments(PLAN, given_)

    assert given_.items() <= planned.items()
    if given_.keys() & LAYOUT:
        assert planned.keys() & LAYOUT == given_.keys() & LAYOUT
        assert laid_out(PLAN, given_).engines == 1
    else:
        assert planned["tensor_parallel_size"] == 2
        assert laid_out(PLAN, given_) is PLAN


def test_what_the_plan_leaves_open_is_not_said() -> None:
    """A None would be a value for vLLM."""
    assert None not in planned_arguments(Plan(), {}).values()


@pytest.mark.parametrize(("size", "found"), [(2**30, 2**30), ("1GiB", None), (None, None)])
def test_a_cache_is_planned_with_where_its_size_is_a_number(
    size: object, found: int | None
) -> None:
    """Other forms are vLLM's to judge."""
    assert cache_argument({"kv_cache_memory_bytes": size}) == found


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_head_is_computed_in_float32_in_any_precision(precision: str) -> None:
    """And the pooling's activation is the identity."""
    fixed = fixed_arguments(Path("verifier"), precision, None)  # type: ignore[arg-type]

    assert fixed["hf_overrides"] == {"head_dtype": "float32", "problem_type": "regression"}
    assert fixed["dtype"] == precision
