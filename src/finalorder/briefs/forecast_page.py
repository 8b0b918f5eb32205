"""The page of a forecast: fans, the record beside each, what would change it most, and what it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from finalorder.answers import ANSWER_COLUMNS, LICENCE, AnswerRow, Shown, format_csv
from finalorder.briefs.charts.drawing import Chart, ChartFrame, draw_chart
from finalorder.briefs.charts.fan import plan_fan_chart
from finalorder.briefs.filling import create_environment, read_stylesheet
from finalorder.errors import build_write_error
from finalorder.operations import describe_what_if
from finalorder.projection import Scenario
from finalorder.words import LANGUAGES, load_words

QUANTITIES = ("pending", "in_absentia_orders", "standing_orders", "completions")
LEVEL = "80%"
FLOWS = ("in_absentia_orders", "completions")
METHODS = ("mean_absolute_error", "bias", "coverage_50", "coverage_80", "coverage_95")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A scenario beside the main forecast."""

    scenario: Scenario
    shown: Shown


@dataclass(frozen=True, slots=True)
class ForecastMaterial:
    """What a page is made of: the forecast as it goes now, scenarios beside it, and the record.

    ``base`` is the scenario that published ones are compared with; from a lake each brings its own difference.
    """

    main: Shown
    alternatives: Sequence[Alternative]
    record: Shown
    base: str = ""
    command: str = ""

    @property
    def is_published(self) -> bool:
        """Whether it is from published figures and not from a lake."""
        return not any(row.release for row in self.main)

    def find_rows(self, quantity: str) -> list[AnswerRow]:
        """The main forecast of a quantity; a flow of months only where it is of a whole year."""
        rows = [row for row in self.main if row.measure == f"forecast_{quantity}"]
        return [row for row in rows if self.is_published or quantity not in FLOWS or _is_year_ahead(row)]

    def find_record(self, quantity: str) -> list[AnswerRow]:
        """The scores of forecasts of a quantity; of published figures, pending cases alone are scored."""
        name = "forecast_record" if quantity == "pending" and self.is_published else f"forecast_record_{quantity}"
        return [row for row in self.record if row.measure == name]

    def find_outcomes(self, quantity: str) -> list[AnswerRow]:
        """What came in earlier years; a flow of the months ahead is over a year, as these are."""
        name = "forecast_outcome" if quantity == "pending" and self.is_published else f"forecast_outcome_{quantity}"
        return [row for row in self.record if row.measure == name and row.level_1 == "1 year"]


def _is_year_ahead(row: AnswerRow) -> bool:
    year, month = int(row.as_of[:4]), int(row.as_of[5:7])
    return row.period >= f"{year + 1}-{month:02}"


def write_forecast_page(material: ForecastMaterial, out: Path) -> list[Path]:
    """Write ``OUT/index.html``, ``OUT/index.es.html``, and the rows as ``OUT/data/*.csv``; the pages first.

    :raises FinalorderError: if the folder cannot be written.
    """
    tables = {
        "forecast": list(material.main),
        "scenarios": [row for each in material.alternatives for row in each.shown],
        "record": list(material.record),
    }
    try:
        (out / "data").mkdir(parents=True, exist_ok=True)
        pages = [
            _write_text(out / name_forecast_page(lang), render_forecast_page(material, lang)) for lang in LANGUAGES
        ]
        data = [_write_text(out / "data" / f"{name}.csv", _format_rows(rows)) for name, rows in tables.items()]
    except OSError as error:
        raise build_write_error(
            error, f"cannot write to {out} ({error.strerror or error}); choose another --page."
        ) from error
    return [*pages, *data]


def name_forecast_page(lang: str) -> str:
    """The file of a language's page."""
    return "index.html" if lang == LANGUAGES[0] else f"index.{lang}.html"


def _write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _format_rows(rows: Iterable[AnswerRow]) -> str:
    return format_csv(ANSWER_COLUMNS, (row.to_tuple() for row in rows))


def render_forecast_page(material: ForecastMaterial, lang: str) -> str:
    """The page in a language."""
    words = load_words(lang)
    fans = [fan for quantity in QUANTITIES if (fan := _draw_fan(material, quantity, lang)) is not None]
    stamps = [stamp.split(" ", maxsplit=1)[0].lower() for stamp in material.main.stamps]
    return (
        create_environment()
        .get_template("forecast.html.j2")
        .render(
            t=words,
            lang=lang,
            css=read_stylesheet("style.css"),
            stamps=stamps,
            fans=fans,
            changes=_list_changes(material, lang),
            stories=[line for each in material.alternatives for line in _tell(each, lang)],
            assumptions=[row for row in material.main if row.measure == "forecast_assumption"],
            material=material,
            day=material.main.rows[0].as_of,
            release=material.main.rows[0].release,
            source=material.main.rows[0].source,
            others=[(other, name_forecast_page(other)) for other in LANGUAGES if other != lang],
            version=version("finalorder"),
        )
    )


def _tell(each: Alternative, lang: str) -> list[str]:
    return [" ".join(told)] if (told := describe_what_if(each.shown, each.scenario.get_title(lang), lang)) else []


def _draw_fan(material: ForecastMaterial, quantity: str, lang: str) -> dict[str, Any] | None:
    words, rows = load_words(lang), material.find_rows(quantity)
    ends = [row for row in rows if row.level_2 == LEVEL and row.value is not None]
    if not ends:
        return None
    last = max(ends, key=lambda row: row.period)
    low, value, high = (words.format_number(number or 0) for number in (last.low, last.value, last.high))
    name = words.translate_name("forecast", quantity)
    title = words.format_plain("forecast.fan_title", name=name, period=last.period, count=value, low=low, high=high)
    before = material.find_outcomes(quantity)
    plan = plan_fan_chart(rows, before, words, title)
    chart: Chart | None = draw_chart(plan, words, _frame_chart(material, quantity, lang)) if plan else None
    return {"quantity": quantity, "name": name, "chart": chart, "record": _table_record(material, quantity, lang)}


def _frame_chart(material: ForecastMaterial, quantity: str, lang: str) -> ChartFrame:
    """What a picture says of itself when it is taken from the page."""
    words, first = load_words(lang), material.main.rows[0]
    stamps = tuple(
        words.translate_name("stamp", stamp.split(" ", maxsplit=1)[0].lower()) for stamp in material.main.stamps
    )
    source = words.format_plain("chart.source", citation=first.source.split(" | ")[0], version=version("finalorder"))
    licence = words.format_plain("chart.licence", licence=LICENCE["title"])
    return ChartFrame(stamps, words.format_day(first.as_of), source, licence, quantity)


def _table_record(material: ForecastMaterial, quantity: str, lang: str) -> list[dict[str, Any]]:
    """A line a rule and horizon: number of forecasts, error, bias and outcomes inside."""
    words = load_words(lang)
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in material.find_record(quantity):
        line = lines.setdefault((row.level_2, row.level_1), {"n": row.denominator, **dict.fromkeys(METHODS, "")})
        if row.method in METHODS:
            inside = f"{row.numerator} / {row.denominator}"
            line[row.method] = inside if row.method.startswith("coverage") else words.format_number(row.value or 0)
    return [
        {"horizon": words.find_word("level", horizon), "rule": words.find_word("level", rule), **line}
        for (horizon, rule), line in sorted(lines.items(), key=lambda item: item[0][0])
    ]


def _list_changes(material: ForecastMaterial, lang: str) -> list[dict[str, Any]]:
    """Scenarios by how much pending cases differ in the last period, the largest first."""
    bases = [each for each in material.alternatives if each.scenario.name == material.base]
    base = _find_last(bases[0].shown, "forecast_pending") if bases else None
    found: list[dict[str, Any]] = []
    for each in material.alternatives:
        pending = _find_last(each.shown, "forecast_pending")
        change = _find_last(each.shown, "forecast_difference_pending")
        size = change.value if change is not None else _subtract(pending, base)
        if pending is not None and each.scenario.name != material.base:
            found.append({"scenario": each.scenario, "pending": pending, "change": change, "size": size})
    words = load_words(lang)
    for item in found:
        item |= {name: _format_row(item[name], lang) for name in ("pending", "change")}
        item["shown"] = (
            words.format_plain("status.hidden") if item["size"] is None else words.format_number(item["size"])
        )
    return sorted(found, key=lambda item: -abs(item["size"] or 0))


def _find_last(shown: Shown, measure: str) -> AnswerRow | None:
    found = [row for row in shown if row.measure == measure and row.level_2 == LEVEL]
    return max(found, key=lambda row: row.period, default=None)


def _subtract(row: AnswerRow | None, base: AnswerRow | None) -> float | None:
    if row is None or base is None or row.value is None or base.value is None:
        return None
    return row.value - base.value


def _format_row(row: AnswerRow | None, lang: str) -> Markup:
    words = load_words(lang)
    if row is None:
        return Markup("")
    if row.value is None:
        return Markup("{}").format(words.format_plain("status.hidden"))
    numbers = [words.format_number(number or 0) for number in (row.value, row.low, row.high)]
    return Markup('{} <span class="bounds">({}–{})</span>').format(*numbers)


__all__ = ["Alternative", "ForecastMaterial", "write_forecast_page"]
