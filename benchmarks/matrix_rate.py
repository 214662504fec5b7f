"""How fast a machine multiplies matrices: what no forward pass on it can exceed."""

import statistics
from time import perf_counter

import torch

from deskcheck_models.verification import Precision

ROWS = 8192  # tokens of a long step: more do not make a product faster
PRODUCTS = 4  # between two looks at the clock, so that a GPU does not wait for the next one
SECONDS = 3.0


def matrix_rate(
    inner: int, columns: int, device: str, precision: Precision, seconds: float = SECONDS
) -> float:
    """FLOP per second of products as wide as a layer's, the median over so many seconds.

    A product of 8,192 rows takes 2 x rows x inner x columns FLOP. `device` is torch's name of it;
    on a CPU all of torch's threads compute. What it took of the device's memory is given back.
    """
    numbers = getattr(torch, precision)
    left = torch.randn(ROWS, inner, dtype=numbers, device=device)
    right = torch.randn(inner, columns, dtype=numbers, device=device)
    product = torch.empty(ROWS, columns, dtype=numbers, device=device)
    _burst(left, right, product)
    bursts: list[float] = []
    began = perf_counter()
    while perf_counter() - began < seconds:
        bursts.append(_burst(left, right, product))
    del left, right, product
    if device != "cpu":
        torch.cuda.empty_cache()
    return 2 * ROWS * inner * columns * PRODUCTS / statistics.median(bursts)


def _burst(left: torch.Tensor, right: torch.Tensor, product: torch.Tensor) -> float:
    """Seconds of some products, from an idle device to an idle one."""
    started = perf_counter()
    for _ in range(PRODUCTS):
        torch.mm(left, right, out=product)
    if product.is_cuda:
        torch.cuda.synchronize()
    return perf_counter() - started
