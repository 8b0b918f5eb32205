"""Two releases compared, through the disclosure gate."""

from finalorder.answers import Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.history import ComparedReleases, DiffOptions, compare_releases


def answer_release_diff(asked: ComparedReleases, options: DiffOptions, *, profile: str = "public") -> Shown:
    """Count what became of every row and every order between two releases.

    :raises FinalorderError: as :func:`finalorder.history.compare_releases`.
    """
    return apply_disclosure_control(compare_releases(asked, options), profile=profile)
