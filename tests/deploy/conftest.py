"""nginx with the shipped configuration, where it is installed."""

import pytest

from benchmarks.nginx_process import PROGRAM


@pytest.fixture(autouse=True)
def nginx(request: pytest.FixtureRequest) -> None:
    """Skips what is marked so where there is no nginx."""
    if PROGRAM is None and request.node.get_closest_marker("nginx"):
        pytest.skip("nginx is not installed: apt-get install nginx-light")
