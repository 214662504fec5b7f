"""Published files in other shapes than they should have, each named with what is wrong."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.comparison.defects import Defects
from benchmarks.known.code_reward_bench import read_code_reward_bench
from benchmarks.known.errors import KnownError
from benchmarks.known.eval_plus import read_eval_plus
from benchmarks.known.item import Item
from benchmarks.known.judge_bench import read_judge_bench
from benchmarks.known.live_code_bench import read_live_code_bench
from benchmarks.known.options import read_options
from benchmarks.known.records import BROKEN, Record, document, records
from benchmarks.known.reward_bench_2 import read_reward_bench_2
from benchmarks.known.rm_bench import read_rm_bench
from tests.benchmarks import known_files
from tests.benchmarks.known_files import write_json, write_lines

Read = Callable[[Path, Defects], list[Item]]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json"])
def test_records_are_read_from_every_kind_of_file(tmp_path: Path, name: str) -> None:
    """With the place of each."""
    found = [{"n": 1}, {"n": 2}]
    lines = "".join(json.dumps(one) + "\n" for one in found)
    text = json.dumps(found) if name.endswith(".json") else lines
    data = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
    (tmp_path / name).write_bytes(data)

    assert [one.values for one in records(tmp_path / name, Defects())] == found


def test_a_table_is_read_like_lines(tmp_path: Path) -> None:
    """As the hub's files are."""
    lines = known_files.reward_bench_2(tmp_path)
    table = known_files.as_table(lines)

    assert read_reward_bench_2(table, Defects()) == read_reward_bench_2(lines, Defects())


def test_a_table_that_is_none_is_a_broken_file(tmp_path: Path) -> None:
    """It is told, and nothing is read of it."""
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 no table PAR1")
    defects = Defects()

    assert list(records(path, defects)) == []
    assert defects.counts() == {"broken file": 1}


def test_a_compressed_file_that_ends_early_keeps_what_was_read(tmp_path: Path) -> None:
    """Half a download."""
    lines = b"".join(b'{"n": %d, "pad": "%s"}\n' % (n, b"%x" % (n**9)) for n in range(5000))
    whole = gzip.compress(lines)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    defects = Defects()
    found = list(records(tmp_path / "a.jsonl.gz", defects))

    assert 0 < len(found) < 5000
    assert defects.counts()["broken file"] == 1


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a", "a.json.zip"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    """With the kinds that are read."""
    (tmp_path / name).write_text("x")

    with pytest.raises(KnownError, match=r"ends in none of \.json, .*; convert it"):
        list(records(tmp_path / name, Defects()))


@pytest.mark.parametrize("content", [{"a": 1}, "text", 3, None])
def test_a_json_file_that_holds_no_list_is_refused(tmp_path: Path, content: object) -> None:
    """It says what it holds."""
    with pytest.raises(KnownError, match="not a list of records"):
        list(records(write_json(tmp_path / "a.json", content), Defects()))


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    """As one that is not there."""
    (tmp_path / "a.json").write_text("{")

    with pytest.raises(KnownError, match="cannot be read as JSON"):
        document(tmp_path / "a.json")
    with pytest.raises(KnownError, match=r"b\.json is not there; download it"):
        document(tmp_path / "b.json")


@pytest.mark.parametrize(("value", "text"), [("x", "x"), (7, "7"), (0, "0"), ("", "")])
def test_a_number_is_taken_as_the_text_of_its_digits(value: object, text: str) -> None:
    """Ids are either in the wild."""
    assert Record({"id": value}, "here").text("id") == text


@pytest.mark.parametrize("value", [None, True, 1.5, [], {}])
def test_what_is_no_text_is_refused_with_its_value(value: object) -> None:
    """True is no number here."""
    with pytest.raises(ValueError, match=r"id is .*; it must be a text"):
        Record({"id": value}, "here").text("id")


@pytest.mark.parametrize(("value", "texts"), [("x", ("x",)), (["x", "y"], ("x", "y")), ([], ())])
def test_one_text_alone_is_a_list_of_one(value: object, texts: tuple[str, ...]) -> None:
    """As some files have it."""
    assert Record({"chosen": value}, "here").texts("chosen") == texts


@pytest.mark.parametrize("value", [None, 3, ["x", 1], {"x": "y"}])
def test_what_is_no_list_of_texts_is_refused(value: object) -> None:
    """With its value."""
    with pytest.raises(ValueError, match="it must be a list of texts"):
        Record({"chosen": value}, "here").texts("chosen")


@pytest.mark.parametrize("value", [None, True, [1, 0], ["true"]])
def test_grades_are_true_and_false_and_nothing_else(value: object) -> None:
    """One and zero may mean something else."""
    with pytest.raises(ValueError, match="it must be a list of true and false"):
        Record({"graded_list": value}, "here").flags("graded_list")


def odd(read: Read, path: Path) -> str:
    """What is said of the one record that is odd."""
    defects = Defects()
    read(path, defects)
    (found,) = [one for one in defects if one.kind == BROKEN]
    return found.detail


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "A=B"}, "label is 'A=B'; it must be A>B or B>A"),
        ({"label": None}, "label is None"),
        ({"response_A": 1.5}, "response_A is 1.5"),
        ({"question": []}, r"question is []"),
    ],
)
def test_an_odd_pair_of_judge_bench_is_named(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    """And the others are read."""
    lines = known_files.judge_bench(tmp_path).read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    path = write_lines(tmp_path / "odd.jsonl", [*found, found[0] | change])

    assert message in odd(read_judge_bench, path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"chosen": []}, "0 chosen and 2 rejected"),
        ({"rejected": []}, "1 chosen and 0 rejected"),
        ({"subset": "Ties"}, "of a tie it begins with ref: or tied:"),
        ({"subset": None}, "subset is None"),
    ],
)
def test_an_odd_item_of_reward_bench_2_is_named(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    """By what is wrong with it."""
    item = {"id": "8", "prompt": "p", "subset": "Math", "chosen": ["a"], "rejected": ["b", "c"]}
    path = write_lines(tmp_path / "odd.jsonl", [item | change])

    assert message in odd(read_reward_bench_2, path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"aspect": "Beauty"}, "aspect is 'Beauty', not one of the five"),
        ({"language": None}, "language is None"),
        ({"chosen": ["a"]}, "chosen is ['a']"),
    ],
)
def test_an_odd_pair_of_code_reward_bench_is_named(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    """By what is wrong with it."""
    lines = known_files.code_reward_bench(tmp_path).read_text(encoding="utf-8").splitlines()
    path = write_lines(tmp_path / "odd.jsonl", [json.loads(lines[0]) | change])

    assert message in odd(read_code_reward_bench, path)


@pytest.mark.parametrize("domain", ["code", "code-python", "code/java"])
def test_every_domain_that_begins_with_code_is_code(tmp_path: Path, domain: str) -> None:
    """Older files name languages too."""
    found = json.loads(known_files.rm_bench(tmp_path).read_text(encoding="utf-8"))
    path = write_json(tmp_path / "odd.json", [found[0] | {"domain": domain}])

    assert [one.subset for one in read_rm_bench(path, Defects())] == ["code"]


@pytest.mark.parametrize("status", ["pass", "success"])
def test_both_words_for_a_pass_are_known(tmp_path: Path, status: str) -> None:
    """Of today's EvalPlus and of older ones."""
    results, problems = known_files.eval_plus(tmp_path)
    sample = {"solution": "x = 1", "base_status": status, "plus_status": status}
    write_json(results, {"eval": {"HumanEval/53": [sample]}})
    (item,) = read_eval_plus(results, problems, Defects())

    assert (item.right, item.wrong) == (("x = 1",), ())


def test_a_run_of_base_tests_alone_is_decided_by_them(tmp_path: Path) -> None:
    """Without a second status."""
    results, problems = known_files.eval_plus(tmp_path)
    samples = [
        {"solution": "a", "base_status": "pass", "plus_status": None},
        {"solution": "b", "base_status": "fail"},
    ]
    write_json(results, {"eval": {"HumanEval/53": samples}})
    (item,) = read_eval_plus(results, problems, Defects())

    assert (item.right, item.wrong) == (("a",), ("b",))


@pytest.mark.parametrize("sample", [3, {"solution": "a"}, {"base_status": "pass"}])
def test_an_odd_sample_of_eval_plus_is_named_by_task_and_number(
    tmp_path: Path, sample: object
) -> None:
    """Its neighbours are kept."""
    results, problems = known_files.eval_plus(tmp_path)
    good = {"solution": "x", "base_status": "pass", "plus_status": "pass"}
    write_json(results, {"eval": {"HumanEval/53": [sample, good]}})
    defects = Defects()
    (item,) = read_eval_plus(results, problems, defects)

    assert item.right == ("x",)
    assert [one.where for one in defects] == [f"{results.name}: HumanEval/53[0]"]


def test_a_task_without_a_problem_is_named(tmp_path: Path) -> None:
    """With the file that lacks it."""
    results, problems = known_files.eval_plus(tmp_path)
    write_json(results, {"eval": {"Mbpp/1": []}})
    defects = Defects()

    assert read_eval_plus(results, problems, defects) == []
    assert [(one.where, one.detail) for one in defects] == [
        ("Mbpp/1", "it is not in HumanEvalPlus.jsonl")
    ]


@pytest.mark.parametrize("content", [[], {}, {"eval": []}, {"eval": None}])
def test_results_without_an_object_eval_are_refused(tmp_path: Path, content: object) -> None:
    """With the file that is wanted."""
    results, problems = known_files.eval_plus(tmp_path)
    write_json(results, content)

    with pytest.raises(KnownError, match=r"has no object `eval`; give the"):
        read_eval_plus(results, problems, Defects())


@pytest.mark.parametrize(
    "change",
    [{"graded_list": [True]}, {"graded_list": None}, {"code_list": 5}, {"question_content": 0.5}],
)
def test_an_odd_problem_of_live_code_bench_is_named(
    tmp_path: Path, change: dict[str, object]
) -> None:
    """As many grades as programs are needed."""
    path = known_files.live_code_bench(tmp_path)
    (problem,) = json.loads(path.read_text(encoding="utf-8"))
    write_json(path, [problem | change, problem])
    defects = Defects()

    assert len(read_live_code_bench(path, defects)) == 1
    assert defects.counts() == {BROKEN: 1}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--sha256", "name=xyz"],
        ["--sha256", "name"],
        ["--engine", "magic"],
        ["--seed", "many"],
        ["--eval-plus", "one.json"],
    ],
)
def test_a_value_that_cannot_work_ends_with_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And the flag is named."""
    with pytest.raises(SystemExit) as ended:
        read_options(["--rm-bench", "a.json", *arguments])

    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_a_checksum_may_be_written_in_capitals() -> None:
    """It is compared in small letters."""
    options = read_options(["--rm-bench", "a.json", "--sha256", f"a.json={'AB' * 32}"])

    assert options.checksums == {"a.json": "ab" * 32}


def test_a_server_takes_the_place_of_the_bundled_verifier() -> None:
    """Unless verifiers are named as well."""
    one = read_options(["--rm-bench", "a.json", "--url", "http://a"])
    two = read_options(["--rm-bench", "a.json", "--url", "http://a", "--verifier", "v"])

    assert (one.contestants.models, one.contestants.urls) == ((), ("http://a",))
    assert two.contestants.models == ("v",)
    assert read_options(["--rm-bench", "a.json"]).contestants.models == ("deskcheck-nano",)
