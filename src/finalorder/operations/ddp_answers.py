"""The comparison with the Deportation Data Project's one-row-a-case method, through the disclosure gate."""

from collections.abc import Iterator
from datetime import date

from finalorder.answers import Shown
from finalorder.disclosure import CellPattern, PublicationLog, Relation, apply_disclosure_control
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.measures import SHOWN_AS_LEVELS, YES_NO, compare_ddp


def answer_ddp_comparison(
    release: Release, as_of: date | None = None, *, profile: str = "public", log: PublicationLog | None = None
) -> Shown:
    """Count how and why the two ways of counting a release differ.

    :raises FinalorderError: if another day than the release's is asked for: a row a case has no state on an earlier
        day.
    """
    if as_of not in (None, release.day):
        raise NotInLakeError(
            f"the one-row-a-case method can count the release day only ({release.day}), not {as_of}; leave out --as-of."
        )
    return apply_disclosure_control(
        compare_ddp(release), relations=list(list_ddp_relations()), profile=profile, log=log
    )


def list_ddp_relations() -> Iterator[Relation]:
    """What a reader knows of these counts besides their margins: what is the same number, and what is part of what."""
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
