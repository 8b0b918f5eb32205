"""Commands that compare two ways of counting: compare ddp."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import Problem

if TYPE_CHECKING:
    from finalorder.answers import Shown
    from finalorder.disclosure import PublicationLog, Relation
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
    from finalorder import api
    from finalorder.cli.telling import write_answer
    from finalorder.lake import Lake

    opened = Lake(lake_dir).open_release(release)
    write_answer(
        compare_with_ddp(opened, as_of, profile=disclosure, log=api.open_publication_log(lake_dir)), form, lang, out
    )


def compare_with_ddp(
    release: "Release", as_of: date | None = None, *, profile: str = "public", log: "PublicationLog | None" = None
) -> "Shown":
    """The comparison of a release, through the disclosure gate.

    :raises Problem: if another day than the release's is asked for: a row a case has no state on an earlier day.
    """
    from finalorder.disclosure import apply_disclosure_control
    from finalorder.measures import compare_ddp

    if as_of not in (None, release.day):
        raise Problem(
            f"the one-row-a-case method knows the release day only ({release.day}), not {as_of}; leave --as-of out."
        )
    return apply_disclosure_control(
        compare_ddp(release), relations=list(list_ddp_relations()), profile=profile, log=log
    )


def list_ddp_relations() -> Iterator["Relation"]:
    """What a reader knows of these counts besides their margins: what is the same number, and what is part of what."""
    from finalorder.disclosure import CellPattern, Relation
    from finalorder.measures import SHOWN_AS_LEVELS, YES_NO

    in_both = CellPattern("ddp_cases", by_1="kept", level_1="in_both")
    for measure in ("ddp_outcomes", "ddp_removal", "ddp_absence", "ddp_representation", "ddp_board"):
        yield Relation(in_both, (CellPattern(measure),))
    shown = CellPattern("ddp_removal", by_1="ledger_standing", level_1="no", by_2="shown_removal", level_2="yes")
    yield Relation(shown, (CellPattern("ddp_removal_not_standing"),))
    for fate in ("", *SHOWN_AS_LEVELS):
        for absent in ("", *YES_NO):
            names = {"by_1": "shown_as", "level_1": fate, "by_2": "in_absentia", "level_2": absent}
            every, standing = (
                CellPattern(m, order_class="removal", **names) for m in ("ddp_orders", "ddp_standing_orders")
            )
            yield Relation(every, (standing,), remainder=True)
