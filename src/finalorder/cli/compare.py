"""Commands that compare two ways of counting: compare ddp."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import Problem

if TYPE_CHECKING:
    from finalorder.answers import Shown
    from finalorder.lake import Release


@click.group()
def compare() -> None:
    """Compare the ledger with another way of counting the same release."""


@compare.command()
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to this file.")
def ddp(
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    form: str,
    lang: str,
    disclosure: str,
    out: Path | None,
) -> None:
    """Count how and why the Deportation Data Project's one-row-a-case method differs from the ledger."""
    from finalorder.cli.telling import write_answer
    from finalorder.lake import Lake

    opened = Lake(lake_dir).open_release(release)
    write_answer(compare_with_ddp(opened, as_of, profile=disclosure), form, lang, out)


def compare_with_ddp(release: "Release", as_of: date | None = None, *, profile: str = "public") -> "Shown":
    """The comparison of a release, through the disclosure gate.

    :raises Problem: if another day than the release's is asked for: a row a case has no state on an earlier day.
    """
    from finalorder.disclosure import apply_disclosure_control
    from finalorder.measures import compare_ddp

    if as_of not in (None, release.day):
        raise Problem(
            f"the one-row-a-case method knows the release day only ({release.day}), not {as_of}; leave --as-of out."
        )
    return apply_disclosure_control(compare_ddp(release), profile=profile)
