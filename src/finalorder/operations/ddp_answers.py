"""The comparison with the Deportation Data Project's one-row-a-case method, through the disclosure gate."""

from datetime import date

from finalorder.answers import Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.measures import compare_ddp


def answer_ddp_comparison(release: Release, as_of: date | None = None, *, profile: str = "public") -> Shown:
    """Count how and why the two ways of counting a release differ.

    :raises FinalorderError: if another day than the release's is asked for: a row a case has no state on an earlier
        day.
    """
    if as_of not in (None, release.day):
        raise NotInLakeError(
            f"the one-row-a-case method can count the release day only ({release.day}), not {as_of}; leave out --as-of."
        )
    return apply_disclosure_control(compare_ddp(release), profile=profile)
