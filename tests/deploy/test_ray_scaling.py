"""How many replicas the pending tokens ask for, decided as Ray asks for it."""

from types import SimpleNamespace

import pytest

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # Ray's own, when it is imported
]
pytest.importorskip("ray", reason="Ray is not installed: pip install '.[ray]'")


@pytest.mark.parametrize(
    ("pending", "wanted"),
    [
        ({}, 1),
        ({"a": 0.0, "b": 0.0}, 1),
        ({"a": 1000.0}, 1),
        ({"a": 1001.0}, 2),
        ({"a": 1500.0, "b": 2600.0}, 5),
    ],
)
def test_each_replica_has_as_many_tokens_as_its_engine_takes(
    pending: dict[str, float], wanted: int
) -> None:
    """Of all replicas together, whoever has them; never fewer than one."""
    from deskcheck_server.on_ray.serving import PendingTokens

    metrics = {"deskcheck_pending_tokens": pending} if pending else {}
    policy = PendingTokens(tokens_per_replica=1000)

    assert policy(SimpleNamespace(aggregated_metrics=metrics)) == (wanted, {})
