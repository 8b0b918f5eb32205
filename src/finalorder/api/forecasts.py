"""Forecasts, and their record."""

from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

from finalorder.answers import Question, make_question
from finalorder.api.displayed import Answer
from finalorder.errors import InputError

PUBLISHED, LAKE = "published", "lake"


class ForecastOptions(TypedDict, total=False):
    """What a forecast is asked with, besides its end."""

    lake_dir: str | Path | None
    scenario: str | Path
    release: str | None
    as_of: date | None
    city: str
    by_city: bool
    profile: str
    lang: str


def forecast(until: str | int, **options: Unpack[ForecastOptions]) -> Answer:
    """Forecast pending cases, completions, orders in absentia and more, with intervals of 50, 80 and 95%.

    Without ``lake_dir``, from published figures: by fiscal year, for the country. With it, from the lake's own state:
    by month, for the country, a ``city``, or each (``by_city``), through the gate. ``scenario`` is a file or the name
    of one that ships; ``as_of`` forecasts from an earlier day, with what was known by then.

    :param until: a fiscal year (``2030``), or a month (``2030-06``).
    :raises FinalorderError: if the year, the scenario, the city or the day cannot be forecast.
    """
    if options.get("lake_dir") is not None:
        return _forecast_lake(str(until), options)
    from finalorder.projection import AS_FOUND, forecast_published, load_scenario, read_fiscal_year

    if options.get("city") or options.get("by_city") or options.get("release"):
        raise InputError(
            "published figures are of the whole country; for a city or a release, name a lake with --lake."
        )
    chosen = load_scenario(options.get("scenario") or AS_FOUND)
    return Answer(_make_question(PUBLISHED, str(until), options),
                  forecast_published([chosen], read_fiscal_year(str(until)), options.get("as_of")))  # fmt: skip


def _forecast_lake(until: str, options: ForecastOptions) -> Answer:
    from finalorder.lake import Lake
    from finalorder.operations import show_forecast
    from finalorder.projection import AS_FOUND, forecast_lake, load_scenario

    opened = Lake(Path(options.get("lake_dir") or "")).open_release(options.get("release"))
    chosen = load_scenario(options.get("scenario") or AS_FOUND)
    by_city = options.get("by_city", False)
    run = forecast_lake(opened, chosen, until, options.get("as_of"), options.get("city", ""), by_city=by_city)
    shown = show_forecast(run, by_city=by_city, profile=options.get("profile", "public"))
    question = _make_question(LAKE, until, options).resolve(opened.name, run.path.state.day)
    return Answer.of_releases(question, shown, opened)


def _make_question(basis: str, until: str, options: ForecastOptions) -> Question:
    return make_question(
        "forecast",
        basis,
        until=until,
        scenario=str(options.get("scenario") or ""),
        as_of=options.get("as_of"),
        release=options.get("release") or None,
        city=options.get("city") or None,
        by=["city"] if options.get("by_city") else [],
        profile=options.get("profile", "public"),
        lang=options.get("lang", "en"),
    )


def write_forecast(until: str | int, out: str | Path, **options: Unpack[ForecastOptions]) -> list[Path]:
    """Write the page of a forecast in both languages: fans, the record beside each, and what would change it most.

    Options are those of :func:`forecast`, but for scenarios and cities: the page has every scenario that ships for its
    source (published figures, or a lake).

    :raises FinalorderError: as :func:`forecast`, and if the folder cannot be written.
    """
    from finalorder.briefs import Alternative, ForecastMaterial, write_forecast_page
    from finalorder.projection import AS_FOUND, list_scenario_names, load_scenario

    lake_dir = options.get("lake_dir")
    every = [load_scenario(name) for name in list_scenario_names() if name != AS_FOUND]
    chosen = [each for each in every if bool(each.policy.changes) == (lake_dir is not None)]
    options["scenario"] = AS_FOUND
    main = forecast(until, **options)
    others = []
    for each in chosen:
        options["scenario"] = each.name
        others.append(Alternative(each, forecast(until, **options).shown))
    record = backtest(lake_dir, release=options.get("release"), profile=options.get("profile", "public"))
    material = ForecastMaterial(
        main.shown, others, record.shown, "" if lake_dir is not None else "as-now", main.question.to_command()
    )
    return write_forecast_page(material, Path(out))


def backtest(
    lake_dir: str | Path | None = None, *, release: str | None = None, profile: str = "public", lang: str = "en"
) -> Answer:
    """Replay forecasts from earlier days and score them: of every fiscal year since 2008 from published figures, or of
    the last five years of a lake, each fitted to what was before it.

    :raises FinalorderError: if the lake is too young, or a release is named without one.
    """
    if lake_dir is None:
        from finalorder.projection import replay_published

        if release is not None:
            raise InputError("published figures have no releases; name a lake too, or leave out --release.")
        return Answer(make_question("backtest", PUBLISHED, lang=lang), replay_published())
    from finalorder.disclosure import apply_disclosure_control
    from finalorder.lake import Lake
    from finalorder.operations import derive_lake_record
    from finalorder.projection import DRAWS, replay_lake

    opened = Lake(Path(lake_dir)).open_release(release)
    shown = derive_lake_record(apply_disclosure_control(replay_lake(opened, DRAWS), profile=profile))
    question = make_question("backtest", LAKE, release=release, profile=profile, lang=lang)
    return Answer.of_releases(question.resolve(opened.name, opened.day), shown, opened)
