"""Orders in absentia in each city by every published method of a share, as a page of an operation counts its courts."""

from finalorder.answers import Shown, make_question
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.measures import choose_methods
from finalorder.operations.measure_answers import measure_release
from finalorder.operations.operation import Operation

#: the courts of an operation's pages: detained courts stand apart there
PAGE_DOCKETS = "docket=non_detained,mixed"
SHARE = "share"


def measure_city_absence(release: Release, operation: Operation, *, profile: str = "public") -> Shown | None:
    """Measure in absentia by every method of a share, in the country and each city, to the end of the release.

    Methods of family dockets are for an operation that is about one. None if the release was built without what the
    methods need.
    """
    shares = (each for each in choose_methods("in_absentia") if each.kind == SHARE and not each.split)
    methods = [each.id for each in shares if operation.family_docket or not each.clusters]
    question = make_question(
        "measure", "in_absentia", methods=methods, by=["city"], where=[PAGE_DOCKETS], profile=profile
    )
    try:
        return measure_release(release, question, only={"city": ("", *operation.cities)})
    except NotInLakeError:
        return None
