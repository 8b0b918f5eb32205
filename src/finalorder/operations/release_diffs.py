"""Two releases compared, through the disclosure gate."""

from collections.abc import Sequence

from finalorder.answers import Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.history import ComparedReleases, DiffOptions, compare_releases
from finalorder.measures import get_method
from finalorder.operations.vintages import EVERY_METHOD, compare_numbers


def answer_release_diff(
    asked: ComparedReleases, options: DiffOptions, *, methods: Sequence[str] = (), profile: str = "public"
) -> Shown:
    """Count what became of every row and every order between two releases.

    :param methods: methods whose published numbers are compared too, by fiscal year; ``every`` is all of them.

    :raises FinalorderError: as :func:`finalorder.history.compare_releases`, and if a method is unknown.
    """
    for name in methods:
        if name != EVERY_METHOD:
            get_method(name)  # an unknown one is refused before any work is done
    counted = apply_disclosure_control(compare_releases(asked, options), profile=profile)
    numbers = compare_numbers(asked.old, asked.new, methods, profile=profile) if methods else []
    return counted.derive_rows([*counted, *numbers]) if numbers else counted
