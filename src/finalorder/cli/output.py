"""How commands print: an answer in the form asked for, to the terminal or to a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.errors import InputError, build_write_error

if TYPE_CHECKING:
    from finalorder.answers import Answer


def write_answer(answer: "Answer", form: str, out: Path | None) -> None:
    """Print an answer, or write it to a file; what rebuilds it goes into the ``meta`` of JSON and Parquet, and beside
    a CSV file into ``FILE-metadata.json``.
    """
    from finalorder.answers import format_csv_metadata, formats, name_csv_metadata

    if form == "parquet":
        formats.to_parquet(answer.shown, require_file(out), answer.about)
        return
    if form == "table":
        text = formats.to_text(answer.shown, answer.question.lang)
    else:
        text = answer.to_json() if form == "json" else formats.to_csv(answer.shown)
    write_text(text, out)
    if form == "csv" and out is not None:
        write_text(format_csv_metadata(out.name, answer.meta), name_csv_metadata(out))


def write_text(text: str, out: Path | None) -> None:
    """Print a text, or write it to a file.

    :raises FinalorderError: if the file cannot be written.
    """
    if out is None:
        click.echo(text.rstrip("\n"))
        return
    try:
        out.write_text(f"{text.rstrip(chr(10))}\n", encoding="utf-8")
    except OSError as error:
        raise build_write_error(
            error, f"cannot write {out} ({error.strerror or error}); choose another file."
        ) from error


def require_file(out: Path | None) -> Path:
    """Require the file that a Parquet answer needs.

    :raises FinalorderError: if none was named.
    """
    if out is None:
        raise InputError("a Parquet answer needs a file; add --out FILE.")
    return out
