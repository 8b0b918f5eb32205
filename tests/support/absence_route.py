"""In absentia by every method of a decision, again: from the ledger's lines and the release's own tables, in polars."""

from datetime import date
from pathlib import Path

import polars as pl

from finalorder.registry import read_registry_rows
from support.brief_route import table

#: methods that follow cases or count them while they wait; recomputed in spec/measures and property/measures
FOLLOWED_ELSEWHERE = {"CI", "M4", "M6"}
Counts = dict[str, tuple[int, int]]


class AbsenceRoute:
    """Numerators and denominators of each method by city, and of the country under an empty name."""

    def __init__(self, release: Path, day: date) -> None:
        completions = table(release, "ledger/completions").filter(pl.col("completed_on") <= day)
        key = pl.coalesce(pl.col("idncase"), -pl.col("idnproceeding"))
        self.done = completions.with_columns(case=key, year=_fiscal_year("completed_on")).sort("case", "sequence")
        raw = table(release, "tables/proceedings").with_columns(completed_on=pl.col("comp_date").cast(pl.Date))
        self.raw = raw.unique("idnproceeding").filter(pl.col("completed_on") <= day)
        removal = self.raw.filter(pl.col("case_type") == "RMV").select("idnproceeding")
        self.of_removal = self.done.join(removal, on="idnproceeding", how="semi")
        self.cases = table(release, "ledger/cases")
        self.orders = table(release, "ledger/orders").filter(pl.col("ordered_on") <= day)

    def count(self, method: str) -> Counts:
        """Count a method in every city's courts that are not for people in detention."""
        units = {
            "M1a": self._list_initial_removals, "M1b": self._list_ended_removals, "M2": self._list_decided,
            "M3": self._list_decided_or_closed, "M7a": self._list_family_orders, "M7b": self._list_family_decisions,
            "M8": self._list_decisions, "M9": self._list_initial_decisions, "M11": self._list_orders,
            "MD": self._list_proceedings,
        }[method]()  # fmt: skip
        return _count_places(units)

    def _list_initial_removals(self) -> pl.DataFrame:
        return self.of_removal.filter("is_initial").select("court_code", hit="is_in_absentia")

    def _list_ended_removals(self) -> pl.DataFrame:
        ends = self.done.filter(pl.col("is_dispositive") | (pl.col("category") == "administrative_closure"))
        first = ends.group_by("case", maintain_order=True).first()
        mine = first.join(self.of_removal.select("idnproceeding"), on="idnproceeding", how="semi")
        return mine.select("court_code", hit="is_in_absentia")

    def _list_matters(self, ends: pl.DataFrame) -> pl.DataFrame:
        """Matters of people not detained, a case once a year: whether it was ordered in absentia by the year's end."""
        absent = self.done.filter("is_in_absentia").group_by("case").agg(absent_on=pl.col("completed_on").min())
        free = ends.filter(pl.col("custody_code").is_in(["N", "R"])).join(absent, on="case", how="left")
        last = pl.date(pl.col("year"), 9, 30)
        return free.select("court_code", hit=(pl.col("absent_on") <= last).fill_null(value=False))

    def _list_decided(self) -> pl.DataFrame:
        return self._list_matters(self.done.filter("is_initial"))

    def _list_decided_or_closed(self) -> pl.DataFrame:
        decided = self.done.filter("is_initial")
        closed = self.done.filter(pl.col("category") == "administrative_closure")
        first = closed.group_by("case", maintain_order=True).first()
        other = first.join(decided, on=["case", "year"], how="anti")
        return self._list_matters(pl.concat([decided, other.select(decided.columns)]))

    def _list_family_orders(self) -> pl.DataFrame:
        mine = self.cases.filter(pl.col("family_docket") != "none").select("idncase")
        removal = self.orders.filter(pl.col("order_class") == "removal")
        return removal.join(mine, on="idncase", how="semi").select("court_code", hit="is_in_absentia")

    def _list_family_decisions(self) -> pl.DataFrame:
        mine = self.cases.filter(pl.col("family_docket") != "none").select("idncase")
        initial = self.done.filter("is_initial")
        return initial.join(mine, on="idncase", how="semi").select("court_code", hit="is_in_absentia")

    def _list_decisions(self) -> pl.DataFrame:
        free = self.done.filter(pl.col("is_dispositive") & pl.col("custody_code").is_in(["N", "R"]))
        return free.select("court_code", hit="is_in_absentia")

    def _list_initial_decisions(self) -> pl.DataFrame:
        free = self.done.filter(pl.col("is_initial") & pl.col("custody_code").is_in(["N", "R"]))
        return free.select("court_code", hit="is_in_absentia")

    def _list_orders(self) -> pl.DataFrame:
        mine = self.orders.filter(pl.col("order_class").is_in(["removal", "removal_withheld"]))
        return mine.select("court_code", hit="is_in_absentia")

    def _list_proceedings(self) -> pl.DataFrame:
        return self.raw.select(court_code="base_city_code", hit=(pl.col("absentia") == "Y").fill_null(value=False))


def _fiscal_year(column: str) -> pl.Expr:
    return pl.col(column).dt.year() + (pl.col(column).dt.month() >= 10).cast(pl.Int32)


def _count_places(units: pl.DataFrame) -> Counts:
    courts = pl.DataFrame(read_registry_rows("cities")).filter(pl.col("docket").is_in(["non_detained", "mixed"]))
    seen = units.join(courts.select("court_code", "city"), on="court_code", how="inner")
    counted = seen.group_by("city").agg(hits=pl.col("hit").sum(), units=pl.len())
    found = {city: (int(hits), int(number)) for city, hits, number in counted.iter_rows()}
    return found | {"": (int(seen["hit"].sum()), seen.height)}
