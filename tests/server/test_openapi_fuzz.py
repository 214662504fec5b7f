"""Whatever the OpenAPI document lets one send: no route fails, or answers otherwise than stated."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.live_server import LiveServer

schemathesis = pytest.importorskip("schemathesis", reason="needs the dev extra")
openapi = pytest.importorskip("schemathesis.specs.openapi.checks")
CHECKS = (
    schemathesis.checks.not_a_server_error,
    openapi.response_schema_conformance,
    openapi.status_code_conformance,
)


@pytest.fixture(scope="module")
def operations(server: LiveServer) -> list[Any]:
    """Every route and method of a running server's document."""
    document = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    return [found.ok() for found in document.get_all_operations()]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_route_fails(operations: list[Any], data: st.DataObject) -> None:
    """Each reply has a status and a form that the document states, and none is a 5xx."""
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy())

    case.call_and_validate(checks=list(CHECKS))
