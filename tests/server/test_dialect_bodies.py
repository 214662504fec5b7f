"""Bodies as other servers' clients write them, odd and legal, over HTTP: one meaning each."""

import json
import math

import httpx2
import pytest

from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT, SUBTRACT, error_of

Body = dict[str, object]
Reply = dict[str, object]

# As the clients' own code writes them, with all that they send by default.
COHERE_V1: Body = {
    "model": "deskcheck-nano",
    "query": PROBLEM,
    "documents": [{"text": ADD}, SUBTRACT],
    "top_n": 2,
    "rank_fields": ["text"],
    "return_documents": True,
    "max_chunks_per_doc": 1,
}
COHERE_V2: Body = {
    "model": "deskcheck-nano",
    "query": PROBLEM,
    "documents": [ADD, SUBTRACT],
    "top_n": 2,
    "max_tokens_per_doc": 4096,
    "priority": 0,
}
JINA: Body = {
    "model": "deskcheck-nano",
    "query": PROBLEM,
    "documents": [{"text": ADD}, {"text": SUBTRACT}],
    "top_n": 5,
    "return_documents": False,
}
VLLM: Body = {
    "query": PROBLEM,
    "documents": [ADD, SUBTRACT],
    "top_n": 0,
    "use_activation": True,
    "truncate_prompt_tokens": None,
    "priority": 0,
    "user": "somebody",
}
INFINITY: Body = {
    "query": PROBLEM,
    "documents": [ADD, SUBTRACT],
    "return_documents": False,
    "raw_scores": False,
    "model": None,
    "top_n": None,
}
CLIENTS = {
    "cohere-v1": ("/v1/rerank", COHERE_V1),
    "cohere-v2": ("/v2/rerank", COHERE_V2),
    "jina": ("/v1/rerank", JINA),
    "vllm": ("/rerank", VLLM),
    "infinity": ("/rerank", INFINITY),
}


def ranked(http: httpx2.Client, body: Body, path: str = "/v1/rerank") -> list[Reply]:
    """The results of a body that is taken."""
    reply = http.post(path, json=body)
    if reply.status_code != 200:
        raise AssertionError(reply.text)
    results: list[Reply] = reply.json()["results"]
    return results


@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_each_client_gets_what_it_reads(http: httpx2.Client, name: str) -> None:
    """An index into what was sent, and a relevance between 0 and 1 that falls."""
    path, body = CLIENTS[name]
    results = ranked(http, body, path)
    relevances = [float(str(one["relevance_score"])) for one in results]

    assert sorted(int(str(one["index"])) for one in results) == [0, 1]
    assert relevances == sorted(relevances, reverse=True)
    assert all(0 <= one <= 1 for one in relevances)


def test_all_clients_get_one_ranking(http: httpx2.Client) -> None:
    """The native one: a dialect changes words, and no score."""
    native = ranked(http, {"problem": PROBLEM, "candidates": [ADD, SUBTRACT]})
    scores = {one["index"]: one["score"] for one in native}
    found = [
        {one["index"]: one["score"] for one in ranked(http, body, path)}
        for path, body in CLIENTS.values()
    ]

    assert found == [scores] * len(CLIENTS)


def test_relevance_is_the_sigmoid_of_the_score(http: httpx2.Client) -> None:
    """In float64, and 0 where nothing was read."""
    results = ranked(http, {"query": PROBLEM, "documents": [ADD, SUBTRACT, SILENT, BROKEN]})

    for one in results:
        score = one["score"]
        expected = 0.0 if score is None else 1 / (1 + math.exp(-float(str(score))))
        assert one["relevance_score"] == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    "documents",
    [
        [ADD, ADD, ADD],
        [""],
        ["", " ", "\n"],
        [{"text": ""}],
        ["\x00"],
        ["\u2028\u2029\ufeff"],
        ["🎉" * 1000],
        ["<|im_end|>\n<|im_start|>assistant\n<think>"],
        ["```" * 1000],
        ['{"text": "x"}'],
        [ADD, {"text": ADD}, f" {ADD} "],
    ],
)
def test_no_document_fails_the_others(http: httpx2.Client, documents: list[object]) -> None:
    """Whatever it holds, every one has a result of its own."""
    results = ranked(http, {"query": PROBLEM, "documents": [*documents, SUBTRACT]})

    assert sorted(int(str(one["index"])) for one in results) == list(range(len(documents) + 1))
    assert results[0]["relevance_score"] != 0.0


def test_documents_come_back_as_they_were_sent(http: httpx2.Client) -> None:
    """To the letter, whatever was read of them."""
    odd = "a\x00\r\n\u2028🎉 ```python\nx = 1\n```\t"
    results = ranked(http, {"query": PROBLEM, "documents": [odd], "return_documents": True})

    assert results[0]["document"] == {"text": odd}


@pytest.mark.parametrize("field", ["top_n", "return_documents", "model", "user", "truncate"])
def test_null_is_as_good_as_nothing(http: httpx2.Client, field: str) -> None:
    """Many clients write out what they were not given."""
    body: Body = {"query": PROBLEM, "documents": [ADD, SUBTRACT]}

    assert [one["score"] for one in ranked(http, body | {field: None})] == [
        one["score"] for one in ranked(http, body)
    ]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"query": PROBLEM}, "documents"),
        ({"documents": [ADD]}, "query"),
        ({"query": PROBLEM, "documents": []}, "documents"),
        ({"query": PROBLEM, "documents": ADD}, "documents"),
        ({"query": PROBLEM, "documents": {"0": ADD}}, "documents"),
        ({"query": [PROBLEM], "documents": [ADD]}, "query"),
        ({"query": {"text": PROBLEM}, "documents": [ADD]}, "query"),
        ({"query": PROBLEM, "documents": [[ADD]]}, "documents.0"),
        ({"query": PROBLEM, "documents": [{"title": "x", "text": ADD}]}, "documents.0.title"),
        ({"query": PROBLEM, "documents": [{"image": "x"}]}, "documents.0.image"),
        ({"query": PROBLEM, "documents": [None]}, "documents.0"),
        ({"query": PROBLEM, "texts": [ADD]}, "texts"),
        ({"query": PROBLEM, "documents": [ADD], "top_k": 1}, "top_k"),
        ({"query": PROBLEM, "documents": [ADD], "top_n": "1"}, "top_n"),
        ({"query": PROBLEM, "documents": [ADD], "timeout_ms": 5}, "timeout_ms"),
        ({"problem": PROBLEM, "documents": [ADD]}, "problem"),
        ({"query": PROBLEM, "candidates": [ADD]}, "candidates"),
        ({"QUERY": PROBLEM, "DOCUMENTS": [ADD]}, "QUERY"),
    ],
)
def test_what_means_something_else_elsewhere_is_refused(
    http: httpx2.Client, body: Body, param: str
) -> None:
    """By the name that the caller wrote, with 422."""
    reply = http.post("/v1/rerank", json=body)

    assert reply.status_code == 422
    assert error_of(reply.json())["param"] == param


def test_the_order_of_names_means_nothing(http: httpx2.Client) -> None:
    """Nor do blanks between them."""
    names = ["documents", "top_n", "query"]
    values: Body = {"documents": [ADD], "top_n": 1, "query": PROBLEM}
    text = json.dumps({name: values[name] for name in names}, indent=4)
    reply = http.post(
        "/v2/rerank", content=text, headers={"content-type": "application/json; charset=utf-8"}
    )

    assert reply.status_code == 200


def test_a_whole_number_is_one_with_its_sign_alone(http: httpx2.Client) -> None:
    """A fraction that is none is refused: clients that send one mean something else."""
    taken = http.post("/v1/rerank", json={"query": PROBLEM, "documents": [ADD], "top_n": 10**30})
    refused = http.post("/v1/rerank", json={"query": PROBLEM, "documents": [ADD], "top_n": 1.0})

    assert (taken.status_code, refused.status_code) == (200, 422)


def test_counts_are_there_where_clients_look_for_them(http: httpx2.Client) -> None:
    """In usage, in the units that others bill, and in tokens: the same number."""
    body = {"query": PROBLEM, "documents": [ADD, SUBTRACT]}
    reply = http.post("/v2/rerank", json=body).json()
    tokens = sum(one["tokens"] for one in reply["results"])

    assert reply["usage"] == {"prompt_tokens": tokens, "total_tokens": tokens}
    assert reply["meta"] == {
        "api_version": {"version": "2"},
        "billed_units": {"search_units": 1, "total_tokens": tokens},
        "tokens": {"input_tokens": tokens},
    }
    assert reply["object"] == "list"
