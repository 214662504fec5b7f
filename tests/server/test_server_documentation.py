"""The page that shows the OpenAPI document works on a machine without a network."""

import re

import httpx2
import pytest

FILES = ("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css")


def test_the_page_loads_nothing_from_elsewhere(http: httpx2.Client) -> None:
    """No address on it names a host."""
    page = http.get("/docs")

    assert page.headers["content-type"].startswith("text/html")
    assert re.findall(r"""["'](?:https?:)?//""", page.text) == []


def test_the_page_may_load_nothing_from_elsewhere(http: httpx2.Client) -> None:
    """The browser is told so."""
    policy = http.get("/docs").headers["content-security-policy"]

    assert policy.startswith("default-src 'self';")
    assert "http" not in policy


def test_all_that_the_page_names_is_here(http: httpx2.Client) -> None:
    """Relative to the page, so that a prefix before all paths does no harm."""
    page = http.get("/docs").text
    named = re.findall(r"""(?:href|src)="([^"]+)"|url: '([^']+)'""", page)
    paths = {one or other for one, other in named} - {"data:,"}

    assert paths == {"docs/swagger-ui-bundle.js", "docs/swagger-ui.css", "openapi.json"}
    assert {http.get(f"/{path}").status_code for path in paths} == {200}


@pytest.mark.parametrize("path", FILES)
def test_the_files_may_be_kept(http: httpx2.Client, path: str) -> None:
    """A megabyte and a half need not be sent for every look."""
    reply = http.get(path)

    assert len(reply.content) > 100_000
    assert "max-age" in reply.headers["cache-control"]


@pytest.mark.parametrize("path", ["/redoc", "/docs/oauth2-redirect", "/docs/../application.py"])
def test_no_other_page_is_served(http: httpx2.Client, path: str) -> None:
    """FastAPI's defaults would load scripts from elsewhere."""
    assert http.get(path).status_code == 404


def test_every_form_of_a_request_has_an_example_to_try(http: httpx2.Client) -> None:
    """Under its name, and each is answered; reports need a database, which this server lacks."""
    answers: dict[str, set[int]] = {}
    for path, operations in http.get("/openapi.json").json()["paths"].items():
        body = operations.get("post", {}).get("requestBody")
        if body is None:
            continue
        for name, one in body["content"]["application/json"]["examples"].items():
            answers.setdefault(name, set()).add(http.post(path, json=one["value"]).status_code)

    assert answers == {"native": {200}, "documents": {200}, "groups": {200}, "reports": {404}}
