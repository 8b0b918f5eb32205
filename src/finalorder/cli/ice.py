"""The command ``ice``."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.answers import AnswerRow

LAKE_OPTION = click.option(
    "--lake",
    "lake_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("lake"),
    show_default=True,
    help="The lake that keeps the files.",
)


@click.group()
def ice() -> None:
    """Add ICE's files to a lake, and show what they say."""


@ice.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@LAKE_OPTION
def add(files: tuple[Path, ...], lake_dir: Path) -> None:
    """Read FILES (ICE's spreadsheets, recognized by content) into LAKE/ice; all of them or none."""
    from finalorder import api

    for line in api.add_ice_files(files, lake_dir).format_lines():
        click.echo(line)


class SubjectsCommand(click.Command):
    """A command whose help lists the subjects; they are read only when it is asked for."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subjects and what each answers."""
        from finalorder.ice import SUBJECTS

        with formatter.section("Subjects"):
            formatter.write_dl(list(SUBJECTS.items()))


@ice.command(cls=SubjectsCommand)
@click.argument("subject")
@LAKE_OPTION
@options.add_as_of_option
@click.option("--city", help="A city, county, state, area of responsibility or facility, as the subject has them.")
@options.add_format_option
@options.add_language_option
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
def show(
    subject: str, lake_dir: Path, as_of: date | None, city: str | None, form: str, lang: str, out: Path | None
) -> None:
    """Show what ICE's files say about SUBJECT on a day, each figure with its file, sheet and cell.

    Figures are as ICE published them. If none was known on the day, the nearest later one is shown and marked as later.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer, write_text

    answer = api.answer_ice_subject(subject, lake_dir, as_of=as_of, city=city, lang=lang)
    if form == "table":
        write_text("\n".join(_format_fact(row, lang) for row in answer), out)
        return
    write_answer(answer, form, out)


def _format_fact(row: "AnswerRow", lang: str) -> str:
    """Format a figure in one line: what, for whom, how much, when; then its cell."""
    from finalorder.answers import format_answer_value
    from finalorder.words import load_words, translate_phrases

    words = load_words(lang)
    levels = "".join(f", {level}" for level in (row.level_1, row.level_2) if level)
    unit = "" if row.is_share else f" {words.find_word('unit', row.unit)}"
    value = words.format_plain("ice.unknown") if row.value is None else f"{format_answer_value(row, lang)}{unit}"
    value = "" if row.unit == "area" else f": {value}"
    period = f", {row.period}" if row.period else ""
    day = f", {row.as_of}" if row.as_of else ""
    note = f" ({translate_phrases(words, 'note', row.note)})" if row.note else ""
    return f"{row.measure}{levels}{value}{period}{day}{note}\n  {row.source}"
