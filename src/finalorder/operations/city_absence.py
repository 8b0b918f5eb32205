"""Orders in absentia in each city by every published method of a share, as a page of an operation counts its courts."""

from collections.abc import Sequence

from finalorder.answers import Shown, make_question
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.measures import choose_methods
from finalorder.operations.measure_answers import measure_release

#: the courts of an operation's pages: detained courts stand apart there
PAGE_DOCKETS = "docket=non_detained,mixed"
SHARE = "share"


def measure_city_absence(release: Release, cities: Sequence[str] = (), *, profile: str = "public") -> Shown | None:
    """Measure in absentia by every method of a share, in the country and each city, to the end of the release.

    None if the release was built without what the methods need.
    """
    methods = [each.id for each in choose_methods("in_absentia") if each.kind == SHARE and not each.split]
    question = make_question(
        "measure", "in_absentia", methods=methods, by=["city"], where=[PAGE_DOCKETS], profile=profile
    )
    try:
        return measure_release(release, question, only={"city": ("", *cities)})
    except NotInLakeError:
        return None
