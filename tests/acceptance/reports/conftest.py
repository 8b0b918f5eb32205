"""Every report is read anew; what many of them ask of one release is counted once."""

from collections.abc import Collection, Iterator, Mapping

import pytest

from finalorder.answers import Question, Shown
from finalorder.lake import Release
from finalorder.reports import court_records


@pytest.fixture(autouse=True, scope="module")
def counted_once() -> Iterator[None]:
    """Count the rows of a question once: the same question of the same release has the same, and opening an engine and
    its cubes for each was most of the time of these tests.
    """
    real, counted = court_records.measure_release, dict[str, Shown]()

    def measure_once(release: Release, question: Question, *, only: Mapping[str, Collection[str]]) -> Shown:
        key = repr((release.path, question, sorted(only.items())))
        if key not in counted:
            counted[key] = real(release, question, only=only)
        return counted[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(court_records, "measure_release", measure_once)
        yield
