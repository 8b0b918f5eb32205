"""``finalorder reproduce``: a file comes out again, or it is said what differs; a file that is none is one sentence."""

import json
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import finalorder
from finalorder import api
from finalorder.answers import read_from_png, read_from_svg, read_stored_rows
from finalorder.briefs import chart_images
from finalorder.cli.main import main
from finalorder.errors import FinalorderError

ASKED = ["measure", "in_absentia", "--method", "M1a,M9", "--by", "city"]


def run(*words: object) -> Result:
    """Run a command; what it raises is in the result."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def kept(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the same answer in every format, as commands write it."""
    folder = tmp_path_factory.mktemp("kept")
    for form in ("json", "csv", "parquet"):
        done = run(*ASKED, "--lake", simulated_lake, "--format", form, "--out", folder / f"answer.{form}")
        assert done.exit_code == 0, done.output
    for form in ("svg", "png"):
        assert run(*ASKED, "--lake", simulated_lake, "--chart", folder / f"chart.{form}").exit_code == 0
    return folder


@pytest.mark.parametrize("name", ["answer.json", "answer.csv", "answer.parquet", "chart.svg", "chart.png"])
def test_what_a_command_wrote_comes_out_again(kept: Path, simulated_lake: Path, name: str) -> None:
    done = run("reproduce", kept / name, "--lake", simulated_lake)
    assert done.exit_code == 0, done.output
    assert "all the same" in done.output
    assert "It was made with: finalorder measure in_absentia" in done.output


def test_every_format_carries_the_same_question_version_release_and_digest(kept: Path) -> None:
    carried = {
        json.loads((kept / "answer.json").read_text(encoding="utf-8"))["meta"]["release_digest"],
        json.loads(pq.read_schema(kept / "answer.parquet").metadata[b"meta"])["release_digest"],
        read_stored_rows(kept / "answer.csv").provenance.release_digest,
        read_from_svg((kept / "chart.svg").read_text(encoding="utf-8")).release_digest,
        read_from_png((kept / "chart.png").read_bytes()).release_digest,
    }
    assert len(carried) == 1
    assert len(carried.pop()) == 64
    made = read_from_svg((kept / "chart.svg").read_text(encoding="utf-8"))
    assert made.finalorder == finalorder.__version__
    assert made.release in made.question


def test_a_number_that_was_changed_is_named(kept: Path, simulated_lake: Path, tmp_path: Path) -> None:
    read = json.loads((kept / "answer.json").read_text(encoding="utf-8"))
    row = next(each for each in read["rows"] if each["city"] == "" and each["method"] == "M9")
    row["numerator"] += 20
    (tmp_path / "changed.json").write_text(json.dumps(read), encoding="utf-8")
    done = run("reproduce", tmp_path / "changed.json", "--lake", simulated_lake)
    assert done.exit_code == 5
    assert "in_absentia M9" in done.output
    assert f"numerator is {row['numerator']:,} in the file and {row['numerator'] - 20:,} today" in done.output


def test_a_row_that_was_added_and_one_that_was_left_out_are_named(
    kept: Path, simulated_lake: Path, tmp_path: Path
) -> None:
    read = json.loads((kept / "answer.json").read_text(encoding="utf-8"))
    moved = next(each for each in read["rows"] if each["city"] == "Miami" and each["method"] == "M9")
    moved["city"] = "Atlantis"
    (tmp_path / "moved.json").write_text(json.dumps(read), encoding="utf-8")
    found = api.reproduce(tmp_path / "moved.json", simulated_lake)
    assert [line.split(": ")[1] for line in found.differences] == [
        "not there today",
        "there today, and not in the file",
    ]
    assert "Atlantis" in found.differences[0]
    assert "Miami" in found.differences[1]


def test_a_table_without_its_metadata_is_looked_up_in_what_is_published(
    kept: Path, simulated_lake: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_bytes((kept / "answer.csv").read_bytes())
    assert api.reproduce(bare, simulated_lake).is_same
    lines = bare.read_text(encoding="utf-8").splitlines()
    place = next(i for i, line in enumerate(lines) if ",Miami," in line and ",M9," in line)
    bare.write_text("\n".join([*lines[:place], lines[place].replace("Miami", "Atlantis"), *lines[place + 1 :]]) + "\n")
    assert [line for line in api.reproduce(bare, simulated_lake).differences if "Atlantis" in line]


def test_the_question_may_be_said_for_a_file_that_does_not_say_it(
    kept: Path, simulated_lake: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_bytes((kept / "answer.csv").read_bytes())
    command = "finalorder measure in_absentia --method M1a,M9 --by city"
    for question in ("measure/in_absentia?method=M1a,M9&by=city", command):
        assert run("reproduce", bare, "--lake", simulated_lake, "--question", question).exit_code == 0
    assert not api.reproduce(bare, simulated_lake, question="measure/in_absentia?method=M1a").is_same


def test_a_scope_comes_out_again_in_spanish_too(simulated_lake: Path, tmp_path: Path) -> None:
    out = tmp_path / "scope.json"
    run("scope", "2019-06-family-operation", "--lake", simulated_lake, "--format", "json", "--out", out)
    done = run("reproduce", out, "--lake", simulated_lake, "--lang", "es")
    assert "se reproduce" in done.output
    assert "Se hizo con: finalorder scope" in done.output


def test_another_version_and_another_copy_of_the_release_are_said(
    kept: Path, simulated_lake: Path, tmp_path: Path
) -> None:
    text = (kept / "answer.json").read_text(encoding="utf-8")
    read = json.loads(text)
    digest = read["meta"]["release_digest"]
    read["meta"] |= {"finalorder": "0.0.1", "release_digest": "f" * 64}
    (tmp_path / "other.json").write_text(json.dumps(read), encoding="utf-8")
    found = api.reproduce(tmp_path / "other.json", simulated_lake)
    assert found.is_same
    assert found.remarks[0] == f"The file was made with finalorder 0.0.1; this is {finalorder.__version__}."
    assert f"digest {'f' * 12}; here {digest[:12]}" in found.remarks[1]


@pytest.fixture(scope="module")
def written(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief of one city."""
    folder = tmp_path_factory.mktemp("brief")
    api.brief("2019-06-family-operation", simulated_lake, folder, cities=["Miami"], png=True)
    return folder


def test_a_brief_comes_out_again_and_a_changed_file_of_it_is_named(
    written: Path, simulated_lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # each drawing is turned into a picture anew, and the second time it is the picture of the first
    monkeypatch.setattr(chart_images, "render_png", cache(chart_images.render_png))
    assert api.reproduce(written, simulated_lake).is_same
    page = written / "miami.html"
    page.write_text(page.read_text(encoding="utf-8").replace("Miami", "Atlantis", 1), encoding="utf-8")
    data = written / "data" / "scope.json"
    data.write_text(data.read_text(encoding="utf-8").replace('"status": "shown"', '"status": "hidden"', 1))
    found = api.reproduce(written, simulated_lake)
    assert [line.split(":")[0] for line in found.differences] == ["data/scope.json", "miami.html"]
    assert "status is hidden in the file and shown today" in found.differences[0]


def test_the_charts_of_a_brief_say_what_made_it(written: Path) -> None:
    svg = read_from_svg((written / "charts" / "miami-flow.svg").read_text(encoding="utf-8"))
    assert svg == read_from_png((written / "charts" / "miami-flow.png").read_bytes())
    assert svg.command.startswith("finalorder brief 2019-06-family-operation")
    package = json.loads((written / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["provenance"] == svg.to_record()


BAD_FILES = {
    "nothing.json": (None, "there is no file"),
    "empty.json": ("", "no answer rows that can be read"),
    "other.json": ('{"rows": [{"a": 1}]}', "no answer rows that can be read"),
    "list.json": ("[1]", "no answer rows that can be read"),
    "other.csv": ("a,b\n1,2\n", "no answer rows that can be read"),
    "none.csv": ("measure,value\n", "does not say what was asked"),
    "broken.parquet": ("PAR1", "no answer rows that can be read"),
    "other.svg": ("<svg></svg>", "does not say what made it"),
    "other.png": ("PNG", "does not say what made it"),
    "text.txt": ("hello", "is not an answer"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_none_of_ours_is_one_sentence(name: str, simulated_lake: Path, tmp_path: Path) -> None:
    text, said = BAD_FILES[name]
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("reproduce", tmp_path / name, "--lake", simulated_lake)
    assert isinstance(done.exception, FinalorderError)
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


def test_every_question_that_rows_answer_can_be_asked_as_answers_carry_it(simulated_lake: Path) -> None:
    answer = api.ask("measure/grants?by=represented", simulated_lake)
    assert [*api.ask(str(answer.question), simulated_lake)] == [*answer]
    assert [*api.ask(answer.question.to_command(), simulated_lake)] == [*answer]
    for text in ("flow", "compare/ddp", "backtest/published", "verify"):
        assert len(api.ask(text, simulated_lake)) > 0
    with pytest.raises(FinalorderError, match="answered by files"):
        api.ask("brief/2019-06-family-operation", simulated_lake)
