"""Claims and figures of an operation file, checked and built."""

from typing import Any, TypeVar

from finalorder.errors import quote_value, suggest_names
from finalorder.operations.cohort_fields import parse_condition_texts
from finalorder.operations.file_context import (
    FileContext,
    ValidNames,
    list_allowed_keys,
    read_cited_sources,
    read_day_not_before_or_none,
    read_evidence,
    read_texts,
    read_texts_or_none,
    read_unique_parts,
)
from finalorder.operations.operation import (
    BOUNDS,
    ICE_FILES,
    LAW,
    NON_MEASURE_ANSWERS,
    OUTCOME_SUBJECTS,
    VERDICTS,
    Claim,
    Figure,
    Outcome,
)
from finalorder.operations.place_fields import read_cities_or_none
from finalorder.operations.toml_fields import TomlLocation, TomlTable

#: words of earlier files for what answers a claim
_RENAMED_ANSWERS = {"context": ICE_FILES}

PERCENT = "percent"
FigureKind = TypeVar("FigureKind", bound=Figure)
_CLAIM_TEXTS = ("unit", "population", "period", "reason", "note")
_SPANISH_TEXTS = ("who_es", "where_es", "says_es", "population_es", "period_es", "reason_es", "note_es")


def read_claim(fields: TomlTable, file: FileContext) -> Claim:
    """One thing that someone said."""
    fields.refuse_unknown_keys(list_allowed_keys(Claim))
    number, low, high = _read_amount(fields, "number")
    amounts = [item for item in (number, low, high) if item is not None]
    if amounts and "unit" not in fields.values:
        fields.location.raise_problem('a number without a unit; add unit = "people", "percent" or what it counts.')
    return Claim(
        **read_texts(fields, "who", "where", "says"),
        **read_texts_or_none(fields, *_CLAIM_TEXTS, *_SPANISH_TEXTS),
        **_read_claim_limits(fields, file),
        id=fields.get_id(),
        on=fields.get_day("on"),
        number=number,
        low=low,
        high=high,
        bound=fields.get_choice("bound", BOUNDS, "exactly"),
        records=_read_records_field(fields, file.valid_names),
        methods=fields.get_texts("methods"),
        complement=fields.get_bool("complement"),
        headline=fields.get_bool("headline"),
        verdict=_read_verdict(fields),
        quotation=fields.get_line_or_none("quotation"),
        evidence=read_evidence(fields),
        sources=read_cited_sources(fields, file.bibliography),
    )


def _read_claim_limits(fields: TomlTable, file: FileContext) -> dict[str, Any]:
    """What narrows a claim: its days, places, group and other conditions."""
    conditions = fields.get_texts("conditions")
    parse_condition_texts(conditions, fields.location.descend("conditions"))
    return {
        "period_from": fields.get_day_or_none("period_from"),
        "period_to": _read_period_end(fields),
        "cities": read_cities_or_none(fields, "cities", file.valid_names) or (),
        "cohort": fields.get_choice("cohort", file.cohorts) if "cohort" in fields.values else None,
        "conditions": conditions,
    }


def _read_period_end(fields: TomlTable) -> Any:
    first = fields.get_day_or_none("period_from")
    if first is None:
        return fields.get_day_or_none("period_to")
    return read_day_not_before_or_none(fields, "period_to", first, "the beginning")


def _read_records_field(fields: TomlTable, known: ValidNames) -> str:
    """How the records can answer; whoever says that they cannot, or that the law does, gives the reason."""
    answer = fields.get_name("records")
    place = fields.location.descend("records")
    if answer in _RENAMED_ANSWERS:
        place.raise_problem(f"{quote_value(answer)} is now {quote_value(_RENAMED_ANSWERS[answer])}; change the word.")
    if known.measures is not None and answer not in NON_MEASURE_ANSWERS and answer not in known.measures:
        valid = [*known.measures, *NON_MEASURE_ANSWERS]
        place.raise_problem(
            f"{quote_value(answer)} is neither a measure nor one of {', '.join(NON_MEASURE_ANSWERS)}"
            f"{suggest_names(answer, valid)}"
        )
    if answer in NON_MEASURE_ANSWERS and "reason" not in fields.values:
        place.raise_problem(f'"{answer}" needs the reason; add reason = "...".')
    return answer


def _read_verdict(fields: TomlTable) -> str | None:
    """A verdict is computed from the records; a file gives one only where the law answers."""
    by_law = fields.values.get("records") == LAW
    if by_law:
        return fields.get_choice("verdict", VERDICTS)
    if "verdict" in fields.values:
        fields.location.descend("verdict").raise_problem('only a claim with records = "law" has a verdict; remove it.')
    return None


def _read_amount(fields: TomlTable, key: str) -> tuple[float | None, float | None, float | None]:
    value, low, high = (fields.get_number_or_none(name) for name in (key, "low", "high"))
    if value is not None and (low is not None or high is not None):
        fields.location.descend(key).raise_problem(f'"{key}" and a range; use one or the other.')
    if low is not None and high is not None and low > high:
        fields.location.descend("low").raise_problem(f"low ({low}) is above high ({high}); swap or fix them.")
    if fields.values.get("unit") == PERCENT:
        _refuse_over_100(fields, {key: value, "low": low, "high": high})
    return value, low, high


def _refuse_over_100(fields: TomlTable, amounts: dict[str, float | None]) -> None:
    for name, amount in amounts.items():
        if amount is not None and amount > 100:
            fields.location.descend(name).raise_problem(
                f"{quote_value(amount)} percent is more than 100; fix the number or the unit."
            )


def read_figures(top: TomlTable, key: str, kind: type[FigureKind], file: FileContext) -> tuple[FigureKind, ...]:
    """The figures of one kind; what they are a part of must be another of them."""
    figures = read_unique_parts(top, key, lambda fields: _read_figure(fields, kind, file))
    by_id = {figure.id: figure for figure in figures}
    for index, figure in enumerate(figures):
        for name in ("part_of", "base"):
            whole = getattr(figure, name, None)
            if whole is not None:
                place = top.location.descend(key, index, name)
                if whole not in by_id or whole == figure.id:
                    others = by_id.keys() - {figure.id}
                    place.raise_problem(
                        f"{quote_value(whole)} is not another {key} in this file{suggest_names(whole, others)}"
                    )
                _refuse_more_than_whole(figure, by_id[whole], place)
    return figures


def _refuse_more_than_whole(part: Figure, whole: Figure, place: TomlLocation) -> None:
    """Refuse a part that is larger than its whole, in the same unit, unless the whole is worded as a least number."""
    is_open = part.unit != whole.unit or part.unit == PERCENT or whole.bound in ("over", "at_least")
    if not is_open and part.range[0] > whole.range[1]:
        least, most = (quote_value(part.range[0]), quote_value(whole.range[1]))
        place.raise_problem(f"{least} is more than the {most} that it is a part of; fix one of the two.")


def _read_figure(fields: TomlTable, kind: type[FigureKind], file: FileContext) -> FigureKind:
    fields.refuse_unknown_keys(list_allowed_keys(kind))
    value, low, high = _read_amount(fields, "value")
    if value is None and (low is None or high is None):
        fields.location.raise_problem("no figure; add value, or low and high.")
    more = _read_outcome_fields(fields) if kind is Outcome else {}
    return kind(
        **read_texts(fields, "name", "unit"),
        **read_texts_or_none(fields, "name_es", "note", "note_es", "locator", "part_of"),
        **more,
        id=fields.get_id(),
        as_of=fields.get_day("as_of"),
        value=value,
        low=low,
        high=high,
        bound=fields.get_choice("bound", BOUNDS, "exactly"),
        evidence=read_evidence(fields),
        sources=read_cited_sources(fields, file.bibliography),
    )


def _read_outcome_fields(fields: TomlTable) -> dict[str, Any]:
    counts = fields.get_choice("counts", OUTCOME_SUBJECTS, "other")
    return {"counts": counts, **read_texts_or_none(fields, "base", "said_by", "said_by_es")}
