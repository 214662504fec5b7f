"""What an operator may say to vLLM, and what not."""

import pytest

from deskcheck_models.errors import EngineArgumentError
from deskcheck_models.vllm.arguments import REFUSED, check_arguments, planned_arguments
from deskcheck_models.vllm.plan import Plan

KNOWN = ["block_size", "max_num_seqs", "max_num_batched_tokens", "pooler_config"]


def test_a_known_argument_is_let_through() -> None:
    """By its own name, whatever its value."""
    check_arguments({"max_num_seqs": 64, "block_size": "x"}, KNOWN)


@pytest.mark.parametrize("name", ["max_num_seq", "max-num-seqs", "MAX_NUM_SEQS"])
def test_an_unknown_argument_is_refused_with_a_near_one(name: str) -> None:
    """Also where only the spelling differs."""
    with pytest.raises(EngineArgumentError, match=f"{name}.*did you mean 'max_num_seqs'"):
        check_arguments({name: 64}, KNOWN)


def test_an_argument_like_no_other_is_refused() -> None:
    """With where to look."""
    with pytest.raises(EngineArgumentError, match=r"unknown engine argument 'zzz'.*documentation"):
        check_arguments({"zzz": 1}, KNOWN)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_an_argument_that_would_change_scores_is_refused_with_the_reason(
    name: str, reason: str
) -> None:
    """Whether this vLLM knows it or not."""
    with pytest.raises(EngineArgumentError) as refused:
        check_arguments({name: None}, KNOWN)

    assert str(refused.value) == f"engine argument {name!r} is not yours to set: {reason}"


def test_what_the_operator_gives_stands_before_the_plan() -> None:
    """The rest of the plan holds, and what it leaves to vLLM is left out."""
    layout = Plan(block_tokens=32, executor="uni", worker="one.Worker")

    planned = planned_arguments(layout, {"block_size": 64})

    assert planned == {
        "tensor_parallel_size": 1,
        "data_parallel_size": 1,
        "distributed_executor_backend": "uni",
        "worker_cls": "one.Worker",
        "block_size": 64,
        "enforce_eager": False,
    }


def test_who_gives_one_part_of_the_layout_gives_all_of_it() -> None:
    """Two shards of ours beside two copies of theirs would need four GPUs."""
    planned = planned_arguments(Plan(shards=2, executor="uni"), {"data_parallel_size": 2})

    assert planned == {"data_parallel_size": 2, "enforce_eager": False}
