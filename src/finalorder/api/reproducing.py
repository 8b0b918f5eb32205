"""Whether a file that finalorder wrote comes out again: an answer, a chart, a page of a site, a brief."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from finalorder.answers import (
    ROW_SUFFIXES,
    Provenance,
    StoredRows,
    compare_rows,
    get_version,
    list_added_rows,
    make_plain_rows,
    name_csv_metadata,
    read_from_png,
    read_from_svg,
    read_stored_rows,
)
from finalorder.api.asking import ask
from finalorder.api.brief_copies import compare_brief, find_brief, read_brief_provenance
from finalorder.api.plan_rows import compare_with_plan
from finalorder.errors import InputError, quote_value
from finalorder.lake import Lake
from finalorder.releases import compute_release_digest
from finalorder.words import Words, load_words

PICTURE_SUFFIXES = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of making a file again: how much was compared, what differs, and what may be the reason."""

    path: Path
    provenance: Provenance
    compared: str
    differences: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether it came out again."""
        return not self.differences

    def __repr__(self) -> str:
        found = "the same" if self.is_same else f"{len(self.differences)} differences"
        return f"<Reproduction {self.path}: {self.compared}, {found}>"


def reproduce(path: str | Path, lake_dir: str | Path = "lake", *, question: str = "", lang: str = "en") -> Reproduction:
    """Make a file of finalorder again from a lake, and say whether it comes out: rows, pictures, a brief.

    An answer, a chart and a brief carry what was asked, in which release, with which version. The rows of a site's page
    and of a CSV file without its ``-metadata.json`` are looked up in what the release publishes.

    :param question: what was asked, for a file that does not say it.
    :raises FinalorderError: if the file is not one of these, or the lake cannot answer it.
    """
    found, lake, words = _find_file(Path(path)), Lake(Path(lake_dir)), load_words(lang)
    if brief := find_brief(found):
        made = read_brief_provenance(brief)
        count, differences = compare_brief(brief, found, lake.path, words)
        compared = str(words("reproduce.files", plural=count, count=count))
    elif found.suffix.lower() in PICTURE_SUFFIXES:
        made = _read_picture(found)
        differences = _compare_picture(found, made, lake.path, words)
        compared = words.format_plain("reproduce.picture")
    else:
        stored = read_stored_rows(found)
        made, differences = stored.provenance, _compare_rows(found, stored, question, lake, words)
        compared = str(words("reproduce.rows", plural=len(stored.rows), count=len(stored.rows)))
    return Reproduction(found, made, compared, tuple(differences), tuple(_list_remarks(made, lake, words)))


def _find_file(path: Path) -> Path:
    """Find the file that has what a path is about: of a page, its rows; of a folder of a brief, the folder.

    :raises InputError: if there is nothing of ours.
    """
    if not _is_there(path):
        raise InputError(f"there is no file {quote_value(str(path))}; pass an answer, a chart, a brief or a page.")
    if find_brief(path) or (path.is_file() and path.suffix.lower() in (*ROW_SUFFIXES, *PICTURE_SUFFIXES)):
        return path
    folder = path.parent if path.name == "index.html" else path
    for rows in (folder.with_name(f"{folder.name}.json"), folder / "index.json", path.with_suffix(".json")):
        if rows.is_file():
            return rows
    raise InputError(
        f"{path} is not an answer (.json, .csv, .parquet), a chart (.svg, .png), a brief or a page of a site."
    )


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False  # no file can have such a name


def _read_picture(path: Path) -> Provenance:
    """Read what made a picture.

    :raises InputError: if it does not say.
    """
    content = path.read_bytes()
    made = (
        read_from_svg(content.decode("utf-8", "replace")) if path.suffix.lower() == ".svg" else read_from_png(content)
    )
    if not made.question:
        raise InputError(f"{path} does not say what made it: it is not a chart that this version of finalorder wrote.")
    if made.options:
        raise InputError(f"{path} is a chart of a brief; pass the brief's folder, or run `{made.command}`.")
    return made


def _compare_picture(path: Path, made: Provenance, lake_dir: Path, words: Words) -> Sequence[str]:
    """Draw the answer again, and compare the bytes."""
    from finalorder.briefs import write_answer_chart

    with TemporaryDirectory() as scratch:
        drawn = write_answer_chart(ask(made.question, lake_dir), Path(scratch) / path.name)
        same = drawn.read_bytes() == path.read_bytes()
    return () if same else (words.format_plain("reproduce.file", name=path.name),)


def _compare_rows(path: Path, stored: StoredRows, question: str, lake: Lake, words: Words) -> Sequence[str]:
    """Ask again, or look the rows up in what the release publishes if the file does not say what was asked."""
    asked = question or stored.provenance.question
    if asked:
        now = make_plain_rows(ask(asked, lake.path))
        return [*compare_rows(stored.rows, now, words), *list_added_rows(stored.rows, now, words)]
    if not stored.release:
        beside = name_csv_metadata(path).name
        raise InputError(
            f"{path} does not say what was asked, nor of which release; keep {beside} beside it, or add --question."
        )
    return compare_with_plan(stored.rows, lake.open_release(stored.release), words)


def _list_remarks(made: Provenance, lake: Lake, words: Words) -> Iterator[str]:
    """List what may be why something differs: another version, another file of the court under the same name."""
    if made.finalorder and made.finalorder != get_version():
        yield words.format_plain("reproduce.version", kept=made.finalorder, now=get_version())
    if not made.release_digest or made.release not in lake.list_release_names():
        return
    digest = compute_release_digest(lake.open_release(made.release))
    if digest and digest != made.release_digest:
        yield words.format_plain(
            "reproduce.digest", release=made.release, kept=made.release_digest[:12], now=digest[:12]
        )
