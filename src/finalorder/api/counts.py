"""Answers counted from a lake; each has passed the disclosure gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from finalorder import cohorts
from finalorder.api.lake_tables import import_optional
from finalorder.lake import Lake

if TYPE_CHECKING:
    from finalorder.answers import Shown
    from finalorder.operations import ParameterFit, Scope, Verification


def scope(
    operation: str,
    lake_dir: Path,
    *,
    release: str | None = None,
    as_of: date | None = None,
    profile: str = "public",
    own: Sequence[Path] = (),
) -> "Scope":
    """Count whom an announced operation names; ``operation`` is a file or the id of one that ships.

    From its announcement on, the operation is taken as it stood on the day asked: its cities and groups then.

    :param own: files of your own cohorts, counted beside those of the announcement.
    :raises Problem: if the operation file is wrong, or the lake has no such release or day.
    """
    from finalorder.operations import count_operation_scope, load_operation, reconstruct_operation

    announced = load_operation(operation, cohorts=cohorts.list_cohort_names())
    groups = [cohorts.read_cohort_file(path, sql_allowed=profile == "none") for path in own]
    opened = Lake(lake_dir).open_release(release)
    stood = reconstruct_operation(announced, as_of) if as_of and as_of >= announced.announced else announced
    return count_operation_scope(stood, opened, as_of, profile=profile, own=groups)


def count_cohort_exits(
    lake_dir: Path,
    *,
    release: str | None = None,
    as_of: date | None = None,
    city: str = "",
    own: Sequence[Path] = (),
    lang: str = "en",
    profile: str = "public",
) -> "Shown":
    """Count how many of the cases ordered removed left each group at which criterion, in the country or a city.

    :raises Problem: if the city is none of the court's, a file is wrong, or the lake has no such release or day.
    """
    from finalorder.operations import cohort_flow

    where = cohorts.parse_level("city", city) if city else ""
    groups = [cohorts.read_cohort_file(path, sql_allowed=profile == "none") for path in own]
    opened = Lake(lake_dir).open_release(release)
    return cohort_flow.count_cohort_flow(opened, as_of, city=where, own=groups, lang=lang, profile=profile)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that passed the gate: its rows (``shown``), and the table of them for other libraries."""

    shown: "Shown"

    def arrow(self) -> pa.Table:
        """The rows in memory, as Arrow; the stamps are in the schema's metadata."""
        from finalorder.answers import to_arrow

        return to_arrow(self.shown)

    def polars(self) -> Any:
        """The rows as a polars frame; needs polars."""
        return import_optional("polars").from_arrow(self.arrow())

    def pandas(self) -> Any:
        """The rows as a pandas frame; needs pandas."""
        import_optional("pandas")
        return self.arrow().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.arrow().__arrow_c_stream__(requested_schema)


def measure(
    name: str,
    lake_dir: str | Path,
    *,
    methods: Sequence[str] = (),
    by: Sequence[str] = (),
    where: Sequence[str] = (),
    release: str | None = None,
    as_of: date | None = None,
    profile: str = "public",
) -> Answer:
    """Answer a measure by its published methods, side by side: ``measure("in_absentia", lake, by=["city"]).polars()``.

    :param methods: names of methods; none, or ``all``, is every one that can be computed.
    :param by: dimensions to split by, every margin too: ``city`` and ``fiscal-year``, and up to two others.
    :param where: conditions as ``custody=N,R``, all of which must hold.
    :raises Problem: if a name is unknown, a method cannot be asked so, or the lake has no such release or day.
    """
    from finalorder.operations import measure_answers

    opened = Lake(Path(lake_dir)).open_release(release)
    shown = measure_answers.measure_release(
        opened, name, methods=methods, by=by, where=where, as_of=as_of, profile=profile
    )
    return Answer(shown)


def compare_ddp(
    lake_dir: str | Path, *, release: str | None = None, as_of: date | None = None, profile: str = "public"
) -> Answer:
    """Count how and why the Deportation Data Project's one-row-a-case method differs from the ledger.

    :raises Problem: if another day than the release's is asked for: a row a case has no state on an earlier day.
    """
    from finalorder.operations import answer_ddp_comparison

    opened = Lake(Path(lake_dir)).open_release(release)
    return Answer(answer_ddp_comparison(opened, as_of, profile=profile))


def verify(lake_dir: str | Path, release: str | None = None, *, profile: str = "public") -> "Verification":
    """Compare a lake with figures that others have published about the court's releases.

    Without a release: the newest real one, else the only simulated one, else simulated releases that differ in their
    month only, each figure then in the release of its own month.

    :raises Problem: if there is no such release, or a simulated one does not say its scale.
    """
    from finalorder.operations import compare_with_anchors

    return compare_with_anchors(Lake(Path(lake_dir)), release, profile=profile)


def fit(
    lake_dir: str | Path, release: str | None = None, *, hazards: bool = False, profile: str = "public"
) -> "ParameterFit":
    """Estimate the simulation's parameters from a release: answer rows, and a file for ``simulate``.

    :param hazards: rows are the rates of every kind of end, instead of the parameters.
    """
    from finalorder.operations import fit_release

    opened = Lake(Path(lake_dir)).open_release(release)
    return fit_release(opened, hazards=hazards, profile=profile)
