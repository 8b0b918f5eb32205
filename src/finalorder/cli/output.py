"""How commands print: an answer in the form asked for, to the terminal or to a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finalorder.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finalorder.answers import Shown


def write_answer(
    shown: "Shown", form: str, lang: str, out: Path | None, about: "Mapping[str, Any] | None" = None
) -> None:
    """Print an answer, or write it to a file; ``about`` goes into the ``meta`` of JSON and Parquet."""
    from finalorder.answers import formats

    if form == "parquet":
        formats.to_parquet(shown, require_file(out), about)
        return
    if form == "table":
        text = formats.to_text(shown, lang)
    else:
        text = formats.to_json(shown, about) if form == "json" else formats.to_csv(shown)
    write_text(text, out)


def write_text(text: str, out: Path | None) -> None:
    """Print a text, or write it to a file.

    :raises Problem: if the file cannot be written.
    """
    if out is None:
        click.echo(text.rstrip("\n"))
        return
    try:
        out.write_text(f"{text.rstrip(chr(10))}\n", encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot write {out} ({error.strerror or error}); choose another file.") from error


def require_file(out: Path | None) -> Path:
    """The file that a Parquet answer needs.

    :raises Problem: if none was named.
    """
    if out is None:
        raise Problem("a Parquet answer needs a file; name one with --out FILE.")
    return out
