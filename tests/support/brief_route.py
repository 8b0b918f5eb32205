"""The brief's counts again, from the release's own tables and the ledger's lines, in polars: no SQL of the package.

Only what the ledger decided (finality, undoing) is taken from it; who stood on a day, in which group, by which way, is
decided here anew, case by case, as the contract words it.
"""

from datetime import date
from pathlib import Path

import polars as pl

from finalorder.registry import read_registry_rows

NON_DETAINED = {
    "Miami": ["MIA"], "Atlanta": ["ATL"], "Chicago": ["CHI"], "Baltimore": ["BAL"], "Denver": ["DEN"],
    "Houston": ["HOU", "HGP", "HSG"], "Los Angeles": ["LOS", "WLA", "NLA", "VNS"], "New Orleans": ["NOL"],
    "New York": ["NYC", "NYB", "NYV"], "San Francisco": ["SFR"],
}  # fmt: skip
DETAINED = {"Miami": ["KRO"], "Atlanta": ["ATD"], "Houston": ["HOD"], "Los Angeles": ["LAD", "LAN", "SPD"],
            "New York": ["NYD"]}  # fmt: skip
TROUBLE = {"DW": "returned", "ME": "returned", "H3": "no_address", "H6": "no_address", "NA": "no_address",
           "Q7": "no_address"}  # fmt: skip
#: motions to reopen of any kind, by the court's own codes
REOPENING = ("MA", "MC", "O")


def table(release: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(release / f"{name}.parquet")


def standing(release: Path, day: date, courts: dict[str, list[str]] | None) -> pl.DataFrame:
    """One row a case with a standing order in these courts (None: all of the country), with all that is told of it."""
    orders = table(release, "ledger/orders").filter(
        (pl.col("order_class") == "removal")
        & (pl.col("final_on") <= day)
        & (pl.col("undone_on").is_null() | (pl.col("undone_on") > day))
        & pl.col("idncase").is_not_null()
    )
    mine = orders.sort("ordered_on", "order_id").group_by("idncase", maintain_order=True).last()
    if courts is not None:
        cities = {court: city for city, codes in courts.items() for court in codes}
        mine = mine.filter(pl.col("court_code").is_in(list(cities)))
        mine = mine.with_columns(place=pl.col("court_code").replace_strict(cities))
    cases = table(release, "ledger/cases").select(
        "idncase",
        "language_code",
        "is_rider",
        "family_docket",
        "entered_on",
        "charged_on",
        "birth_month",
        "priority_code",
    )
    return _list_notices(mine.join(cases, on="idncase", how="left"), release, day)


def _list_notices(mine: pl.DataFrame, release: Path, day: date) -> pl.DataFrame:
    absent, appealed = pl.col("is_in_absentia"), ~pl.col("final_basis").is_in(["appeal_waived", "appeal_period_lapsed"])
    mine = mine.join(_heard(mine, release), on="idncase", how="left").join(
        _find_trouble(release, day), on="idncase", how="left"
    )
    end = (
        pl.when(absent & pl.col("first_missed").fill_null(value=True))
        .then(pl.lit("missed_first"))
        .when(absent)
        .then(pl.lit("missed_later"))
        .when(appealed)
        .then(pl.lit("in_court_after_appeal"))
        .when(pl.col("appeal_id").is_not_null())
        .then(pl.lit("in_court_late_appeal"))
        .otherwise(pl.lit("in_court_no_appeal"))
    )
    notice = pl.when(pl.col("first_lead") >= 10).then(pl.lit("in_time")).otherwise(pl.lit("short"))
    lead = pl.col("last_lead")
    return mine.with_columns(
        path=pl.when(absent).then(pl.lit("in_absentia")).otherwise(end),
        first_hearing_notice=notice,
        first_hearing=pl.when(absent).then(end).otherwise(pl.lit("in_court")),
        flow=notice + pl.lit(".") + end,
        notice_lead=pl.when(~absent).then(pl.lit("in_court")).when(lead.is_null()).then(pl.lit("not_recorded"))
        .when(lead < 10).then(pl.lit("under_10")).when(lead < 30).then(pl.lit("10_to_29"))
        .when(lead < 90).then(pl.lit("30_to_89")).otherwise(pl.lit("90_or_more")),
        notice_trouble=pl.col("trouble").fill_null("none"),
        represented=_yes(pl.col("was_represented")),
        rider=_yes(pl.col("is_rider").fill_null(value=False)),
        custody=pl.when(pl.col("custody_code").is_in(["N", "R", "D"]))
        .then("custody_code").otherwise(pl.lit("unknown")),
        undone_later=_yes(pl.col("undone_on").is_not_null()),
        representation_and_attendance=pl.when(pl.col("was_represented")).then(pl.lit("represented")).otherwise(pl.lit("not_represented"))
        + pl.when(absent).then(pl.lit(".in_absentia")).otherwise(pl.lit(".in_court")),
        rescission_deadline=_clock("rescind_deadline_on", day, "none"),
        reopening_deadline=_clock("reopen_deadline_on", day, "closed"),
        rescission_closes=_month("rescind_deadline_on", day, "none"),
        reopening_closes=_month("reopen_deadline_on", day, "closed"),
        language=pl.when(pl.col("language_code").is_in(["SP", "ENG", "MAN", "CRE", "POR", "PUN"]))
        .then("language_code").otherwise(pl.lit("other")),
        rescission_pending=_yes(pl.col("idncase").is_in(_pending(mine, release, day))),
    )  # fmt: skip


def _yes(found: pl.Expr) -> pl.Expr:
    return pl.when(found).then(pl.lit("yes")).otherwise(pl.lit("no"))


def _clock(column: str, day: date, missing: str) -> pl.Expr:
    when = pl.col(column)
    return (
        pl.when(when.is_null()).then(pl.lit(missing)).when(when >= day).then(pl.lit("open")).otherwise(pl.lit("closed"))
    )


def _month(column: str, day: date, missing: str) -> pl.Expr:
    """The month in which an open deadline closes."""
    when = pl.col(column)
    name = pl.when(when < day).then(pl.lit("closed")).otherwise(when.dt.strftime("%Y-%m"))
    return pl.when(when.is_null()).then(pl.lit(missing)).otherwise(name)


def _heard(mine: pl.DataFrame, release: Path) -> pl.DataFrame:
    """One row a case: the lead of its first hearing, whether that was missed, the lead of the one of the order."""
    held = (
        table(release, "ledger/hearings")
        .filter((pl.col("kind") != "custody") & was_held())
        .join(mine.select("idncase", "order_id", "ordered_on"), on="idncase")
        .filter(pl.col("scheduled_on") <= pl.col("ordered_on"))
        .sort("idncase", "scheduled_on", "idnschedule", nulls_last=True)
    )
    last = (pl.col("idnproceeding") == pl.col("order_id")) & (pl.col("scheduled_on") == pl.col("ordered_on"))
    return held.group_by("idncase").agg(
        first_lead=pl.col("lead_days").first(),
        first_missed=pl.col("is_absence").first(),
        last_lead=pl.col("lead_days").filter(last).min(),
    )


def _find_trouble(release: Path, day: date) -> pl.DataFrame:
    order = ["returned", "no_address", "served_wrong"]
    hearings = table(release, "ledger/hearings").filter(pl.col("entered_on") <= day)
    coded = pl.col("notice_code").replace_strict(TROUBLE, default=None, return_dtype=pl.String)
    wrong = pl.when(pl.col("adjournment_code") == "10").then(pl.lit("served_wrong"))
    found = hearings.select("idncase", trouble=pl.coalesce(coded, wrong)).drop_nulls("trouble")
    ranked = found.with_columns(rank=pl.col("trouble").replace_strict(order, [0, 1, 2], return_dtype=pl.Int64))
    return ranked.sort("rank").group_by("idncase", maintain_order=True).agg(pl.col("trouble").first())


def _pending(mine: pl.DataFrame, release: Path, day: date) -> list[int]:
    """Cases in absentia with a motion to rescind received by the day and not decided by it."""
    motions = table(release, "tables/motions").filter(pl.col("rec_type").is_in(["MA", "RD"]))
    motions = motions.with_columns(received=pl.coalesce("motion_recd_date", "input_date").cast(pl.Date))
    joined = motions.join(mine.filter("is_in_absentia").select("idncase", "ordered_on"), on="idncase")
    open_then = pl.col("comp_date").is_null() | (pl.col("comp_date").cast(pl.Date) > day)
    waiting = joined.filter((pl.col("received") >= pl.col("ordered_on")) & (pl.col("received") <= day) & open_then)
    return waiting["idncase"].unique().to_list()


def members(release: Path, day: date, mine: pl.DataFrame) -> dict[str, set[int]]:
    """The possible members of each group among these cases, and of any."""
    since = date(day.year - 3, day.month, day.day)
    began = pl.coalesce("entered_on", "charged_on")
    groups = {
        "in_absentia": set(mine.filter("is_in_absentia")["idncase"]),
        "rocket_docket": set(mine.filter(pl.col("family_docket") == "family_unit_2018")["idncase"]),
        "recent_arrival_final_order": set(mine.filter((began >= since) & (began <= day))["idncase"]),
        "no_show_no_response": _silent(release, day, mine),
        "turned_18": _grown(release, day, mine),
    }
    return {**groups, "any_cohort": set().union(*groups.values()), "all": set(mine["idncase"])}


def _silent(release: Path, day: date, mine: pl.DataFrame) -> set[int]:
    """Missed a hearing by the day, and no motion to reopen was received since."""
    missed = table(release, "ledger/hearings").filter(pl.col("is_absence") & (pl.col("scheduled_on") <= day))
    last = missed.group_by("idncase").agg(missed_on=pl.col("scheduled_on").max())
    motions = table(release, "tables/motions").filter(pl.col("rec_type").is_in(REOPENING))
    motions = motions.with_columns(received=pl.coalesce("motion_recd_date", "input_date").cast(pl.Date))
    answered = motions.join(last, on="idncase").filter(
        (pl.col("received") >= pl.col("missed_on")) & (pl.col("received") <= day)
    )
    return (set(last["idncase"]) - set(answered["idncase"])) & set(mine["idncase"])


def _grown(release: Path, day: date, mine: pl.DataFrame) -> set[int]:
    """Came alone as a child, and by the day the month of the eighteenth birthday had come, or is not known."""
    alone = set(table(release, "tables/juveniles").filter(pl.col("idnjuvenile").is_in([3, 4]))["idncase"])
    alone |= set(table(release, "tables/priorities").filter(pl.col("casepriority_code") == "UC")["idncase"])
    alone |= set(mine.filter(pl.col("priority_code") == "UC")["idncase"])
    born = pl.col("birth_month")
    old = born.is_null() | (born.dt.year() * 12 + born.dt.month() <= (day.year - 18) * 12 + day.month)
    return alone & set(mine.filter(old)["idncase"])


def was_held() -> pl.Expr:
    """Not moved, not vacated, not marked as never held."""
    return (pl.col("outcome") != "not_held") & (pl.col("medium").str.to_uppercase().fill_null("") != "H")


def families(release: Path, nation: pl.DataFrame, groups: dict[str, set[int]]) -> dict[tuple[str, str], int]:
    """Families by the city of their first case (empty: the ten) and group: a lead and its riders, or a marked case."""
    cases = table(release, "ledger/cases").select("idncase", "lead_idncase", "is_rider", "family_docket")
    leads = set(cases["lead_idncase"].drop_nulls())
    lead_of = {
        case: lead if lead is not None else case
        for case, lead, rides, docket in cases.iter_rows()
        if rides or case in leads or docket == "family_unit_2018"
    }
    detained = {row["court_code"] for row in read_registry_rows("cities") if row["docket"] == "detained"}
    mine = nation.filter(pl.col("city").is_not_null() & ~pl.col("court_code").is_in(list(detained)))
    cities = {case: city for case, city in mine.select("idncase", "city").iter_rows() if case in lead_of}
    home: dict[int, str] = {}
    for case in sorted(cities, key=lambda case: (case != lead_of[case], case)):
        home.setdefault(lead_of[case], cities[case])
    found: dict[tuple[str, str], int] = {}
    for group, inside in groups.items():
        for family in {lead_of[case] for case in cities if case in inside}:
            for place in {home[family], "" if home[family] in NON_DETAINED else home[family]}:
                found[place, group] = found.get((place, group), 0) + 1
    return found


def series(release: Path, day: date) -> dict[tuple[str, str, str], int]:
    """Orders issued, undone and not undone by the day, by measure, city (empty: all) and class."""
    courts = {court: city for city, codes in NON_DETAINED.items() for court in codes}
    orders = table(release, "ledger/orders").filter(
        pl.col("court_code").is_in(list(courts)) & (pl.col("ordered_on") <= day)
    )
    found: dict[tuple[str, str, str], int] = {}
    for court, kind, undone_on in orders.select("court_code", "order_class", "undone_on").iter_rows():
        undone = undone_on is not None and undone_on <= day
        for city in ("", courts[court]):
            for measure in ("orders_issued", "orders_undone" if undone else "orders_not_undone"):
                found[measure, city, kind] = found.get((measure, city, kind), 0) + 1
    return found


def family_docket(release: Path, day: date) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of each share of the 2018 family docket."""
    cases = table(release, "ledger/cases").filter(
        (pl.col("family_docket") == "family_unit_2018") & (pl.col("charged_on") <= day)
    )
    docket = set(cases["idncase"])
    done = table(release, "ledger/completions").filter(
        pl.col("idncase").is_in(docket) & (pl.col("completed_on") <= day)
    )
    initial, absent = done.filter("is_initial"), set(done.filter("is_in_absentia")["idncase"])
    orders = table(release, "ledger/orders").filter(
        pl.col("idncase").is_in(docket) & (pl.col("order_class") == "removal") & (pl.col("ordered_on") <= day)
    )
    held = (
        table(release, "ledger/hearings")
        .filter(pl.col("idncase").is_in(docket) & (pl.col("scheduled_on") <= day) & (pl.col("kind") != "custody"))
        .filter(was_held())
        .sort("idncase", "scheduled_on", "idnschedule", nulls_last=True)
    )
    first = held.group_by("idncase", maintain_order=True).first()
    return {
        "M4": (len(absent), len(docket)),
        "M7a": (orders.filter("is_in_absentia").height, orders.height),
        "M7b": (initial.filter("is_in_absentia")["idncase"].n_unique(), initial["idncase"].n_unique()),
        "M5i": (first.filter("is_absence").height, first.height),
        "M5ii": (held.filter("is_absence")["idncase"].n_unique(), first.height),
    }
