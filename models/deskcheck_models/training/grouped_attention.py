"""Groups laid end to end in one pass: a problem once, its programs beside each other. Uses torch.

Linear layers see every token once and no padding; attention is computed group by group, each
program over its problem and itself. The function is registered with transformers, so that every
decoder that goes through its attention interface can be trained this way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface

from deskcheck_models.engine import TokenGroup

GROUPED = "deskcheck_grouped"


@dataclass(frozen=True, slots=True)
class Box:
    """Programs of one group that are computed together, padded to the longest of them."""

    places: torch.Tensor  # [programs, longest]: where each token lies; padding points at token 0
    real: torch.Tensor  # the places that are no padding, in the flattened box


@dataclass(frozen=True, slots=True)
class Span:
    """One group: where its problem lies, and its programs."""

    start: int
    end: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All tokens of some groups in one row, and where everything lies."""

    tokens: torch.Tensor  # [1, all]
    positions: torch.Tensor  # [1, all]
    spans: tuple[Span, ...]
    order: torch.Tensor  # from the order in which attention computes back to the row's
    programs: tuple[tuple[slice, ...], ...]  # of each group


def lay_out(groups: Sequence[TokenGroup], device: str) -> Layout:
    """Lay groups end to end: a problem, its programs, the next problem."""
    tokens: list[int] = []
    positions: list[int] = []
    spans: list[Span] = []
    programs: list[tuple[slice, ...]] = []
    for group in groups:
        start, shared = len(tokens), len(group.prefix)
        ends = list(accumulate(map(len, group.suffixes), initial=start + shared))
        programs.append(tuple(map(slice, ends, ends[1:])))
        spans.append(Span(start, start + shared, _boxes(programs[-1], device)))
        tokens.extend((*group.prefix, *(token for suffix in group.suffixes for token in suffix)))
        positions.extend(range(shared))
        for suffix in group.suffixes:
            positions.extend(range(shared, shared + len(suffix)))
    return Layout(
        torch.tensor([tokens], device=device),
        torch.tensor([positions], device=device),
        tuple(spans),
        _row_order(spans, device),
        tuple(programs),
    )


def _boxes(programs: Sequence[slice], device: str) -> tuple[Box, ...]:
    """The shorter half and the longer half, so that little is padded."""
    shortest = sorted(programs, key=_length)
    half = (len(shortest) + 1) // 2
    return tuple(_box(part, device) for part in (shortest[:half], shortest[half:]) if part)


def _box(programs: Sequence[slice], device: str) -> Box:
    starts = torch.tensor([one.start for one in programs], device=device)
    lengths = torch.tensor([_length(one) for one in programs], device=device)
    along = torch.arange(int(lengths.max()), device=device)
    real = along < lengths[:, None]
    return Box(torch.where(real, starts[:, None] + along, 0), real.flatten().nonzero()[:, 0])


def _length(program: slice) -> int:
    return int(program.stop - program.start)


def _row_order(spans: Sequence[Span], device: str) -> torch.Tensor:
    computed: list[torch.Tensor] = []
    for span in spans:
        computed.append(torch.arange(span.start, span.end, device=device))
        computed.extend(box.places.flatten()[box.real] for box in span.boxes)
    return torch.cat(computed).argsort()


def hidden_states(body: torch.nn.Module, layout: Layout) -> torch.Tensor:
    """Last hidden states [all tokens, width] of a body that was set to GROUPED attention."""
    result = body(
        input_ids=layout.tokens, position_ids=layout.positions, use_cache=False, layout=layout
    )
    hidden: torch.Tensor = result.last_hidden_state[0]
    return hidden


def _grouped_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    mask: torch.Tensor | None,
    *,
    scaling: float,
    layout: Layout,
    **unused: Any,
) -> tuple[torch.Tensor, None]:
    """What transformers calls, with queries of [1, heads, tokens, width]."""
    parts: list[torch.Tensor] = []
    rows = [each[0].transpose(0, 1) for each in (query, key, value)]
    for span in layout.spans:
        problem = slice(span.start, span.end)
        if span.end > span.start:
            heads = [each[:, :, problem] for each in (query, key, value)]
            alone = scaled_dot_product_attention(
                *heads, is_causal=True, scale=scaling, enable_gqa=True
            )
            parts.append(alone[0].transpose(0, 1))
        shared = (rows[1][problem], rows[2][problem])
        for box in span.boxes:
            own = [each[box.places] for each in rows]
            parts.append(_over_problem_and_self(own, shared, scaling).flatten(0, 1)[box.real])
    return torch.cat(parts)[layout.order][None], None


def _over_problem_and_self(
    own: Sequence[torch.Tensor], shared: tuple[torch.Tensor, torch.Tensor], scaling: float
) -> torch.Tensor:
    """Attention of a box's programs: everything of the problem, and what stands before.

    Written out instead of calling torch's fused attention: all programs times the problem is one
    product, and on a CPU forward and backward take half of the time.
    """
    query, key, value = own
    programs, longest, heads, width = query.shape
    problem, groups, _ = shared[0].shape
    query = query.unflatten(2, (groups, heads // groups)).permute(2, 0, 1, 3, 4)
    query = query.reshape(groups, programs, -1, width)  # [groups, programs, longest x heads, width]
    over_problem = query.flatten(1, 2) @ shared[0].permute(1, 2, 0)
    over_self = query @ key.permute(2, 0, 3, 1)
    later = torch.ones(longest, longest, dtype=torch.bool, device=query.device).triu(1)
    over_self = over_self.masked_fill(
        later.repeat_interleave(heads // groups, dim=0), float("-inf")
    )
    scores = torch.cat((over_problem.unflatten(1, (programs, -1)), over_self), dim=-1)
    weights = torch.softmax(scores * scaling, dim=-1)
    result = weights[..., :problem].flatten(1, 2) @ shared[1].transpose(0, 1)
    result = result.unflatten(1, (programs, -1)) + weights[..., problem:] @ value.permute(
        2, 0, 1, 3
    )
    result = result.unflatten(2, (longest, -1)).permute(1, 2, 0, 3, 4)
    return result.flatten(2, 3)


AttentionInterface.register(GROUPED, _grouped_attention)
AttentionMaskInterface.register(GROUPED, lambda *_, **__: None)
