"""What is known without a lake: law, deadlines, methods, cohorts, and the definition and SQL of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finalorder import analysis, cohorts, ledger, measures, registry
from finalorder.answers import Condition
from finalorder.api.codebook import describe_column, describe_columns, describe_table, find_described
from finalorder.engines import Step, merge_steps
from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.words import Words, load_words, localize

_LAW_KINDS = (
    "finality",
    "bar",
    "appeal_period",
    "clock",
    "remedy",
    "hearing_rule",
    "in_absentia_final_at_once",
    "age",
    "family_docket",
)


@dataclass(frozen=True, slots=True)
class LawRule:
    """A rule of law as it is computed."""

    id: str
    kind: str
    name: str
    citation: str


def list_law_rules() -> list[LawRule]:
    """List the rules of law as they are computed, each with its citation."""
    law = registry.read_law()
    return [LawRule(rule["id"], kind, _name_rule(rule), rule["citation"]) for kind in _LAW_KINDS for rule in law[kind]]


def _name_rule(rule: dict[str, object]) -> str:
    return str(rule.get("rule") or rule.get("name") or rule.get("case_type") or f"{rule['days']} days")


def compute_deadlines(
    ordered: date,
    *,
    in_absentia: bool = False,
    case_type: str | None = None,
    charged_on: date | None = None,
    final_on: date | None = None,
) -> list[ledger.Deadline]:
    """Compute the clocks that run from an order, each with its citation. Not legal advice.

    :raises FinalorderError: for a day or case type that no clock is known for.
    """
    return list(
        ledger.compute_deadlines(
            ordered, in_absentia=in_absentia, case_type=case_type, charged_on=charged_on, final_on=final_on
        )
    )


def list_remedies(ordered: date, case_type: str | None = None) -> list[ledger.Remedy]:
    """List what can be asked after an order of a day, and whether asking stops removal. Not legal advice."""
    return ledger.list_remedies(ordered, case_type)


def find_charging_threshold(case_type: str | None = None) -> date | None:
    """Find the day since which a case must be charged for an order in absentia to be final at once; None: any day."""
    return ledger.find_charging_threshold(case_type)


def list_methods() -> dict[str, list[measures.Method]]:
    """List every measure with its methods, those included that the records cannot support."""
    return measures.group_methods_by_measure()


def list_cohorts() -> list[cohorts.Cohort]:
    """List the groups that ship, with definition, evidence, what each misses and wrongly includes."""
    return [cohorts.get_cohort(name) for name in cohorts.list_cohort_names()]


def read_cohort_files(files: Sequence[str | Path], *, profile: str = "public") -> list[cohorts.CustomCohort]:
    """Read and check cohorts of your own; one in SQL needs ``profile="none"``.

    :raises FinalorderError: with what is wrong in a file, and where.
    """
    return [cohorts.read_cohort_file(Path(path), sql_allowed=profile == "none") for path in files]


def describe_cohort(each: cohorts.Cohort | cohorts.CustomCohort, lang: str = "en") -> list[str]:
    """Describe a cohort, line by line: title, definition, and its evidence or its conditions."""
    words, title, definition = load_words(lang), localize(each, "title", lang), localize(each, "definition", lang)
    if isinstance(each, cohorts.CustomCohort):
        valid = words.format_plain("cohort_line.valid", name=each.name, title=title)
        return [valid, f"  {definition}", *_describe_conditions(each, words)]
    parts = [
        words.format_plain(f"cohort_line.{part}", text=words.format_plain(f"cohort.{each.name}.{part}"))
        for part in ("evidence", "misses", "wrongly_includes")
    ]
    return [f"{each.name}: {title}", f"  {definition}", *(f"  {part}" for part in parts)]


def _describe_conditions(each: cohorts.CustomCohort, words: Words) -> Iterator[str]:
    """Describe the dimensions a cohort of one's own is made of, with a mark on those of the current value only."""
    for name, levels in each.condition.dims.items():
        known = registry.load_dimensions()[name]
        now = f" {words.format_plain('cohort_line.current_only')}" if known.now_not_then else ""
        yield f"  {Condition({name: levels}).text}: {localize(known, 'meaning', words.lang)}{now}"


def describe(name: str, lang: str = "en") -> list[str]:
    """Describe a table, column, measure, method or cohort, line by line, with its rules and citations; never rows.

    :raises FinalorderError: if nothing has that name; the nearest name is offered.
    """
    if found := measures.find_methods(name):
        return [line for method in found for line in _describe_method(method, lang)]
    steps, described = _load_steps(), find_described(name)
    if described is not None and name not in steps and analysis.find_analysis_step(name) is None:
        table, column = described
        return list(describe_table(table, lang) if column is None else describe_column(table, column, lang))
    step = _find_step(name)
    lines = [*step.header.splitlines(), f"  reads: {', '.join(sorted(step.reads))}"]
    if name in cohorts.list_cohort_names():
        lines += describe_cohort(cohorts.get_cohort(name), lang)[1:]
    return lines + (list(describe_columns(described[0], lang)) if described is not None else [])


def show_sql(name: str) -> str:
    """Show the whole SQL of a table, measure, method or cohort; a method that is not computed is described instead.

    :raises FinalorderError: if nothing has that name; the nearest name is offered.
    """
    if found := measures.find_methods(name):
        return "\n".join(
            method.sql if method.is_computed else "\n".join(_describe_method(method, "en")) for method in found
        )
    if name not in _load_steps() and find_described(name) is not None and analysis.find_analysis_step(name) is None:
        raise InputError(f"{name} has no SQL of its own; `finalorder show {name}` says where it is from.")
    return _find_step(name).sql


_METHOD_FIELDS = (
    "measure",
    "unit",
    "numerator",
    "denominator",
    "population",
    "period",
    "pending",
    "reopened",
    "detained",
    "closed",
    "riders",
    "pitfalls",
    "note",
    "author",
    "citation",
    "url",
)


def _describe_method(method: measures.Method, lang: str) -> Iterator[str]:
    """Describe every choice a method makes, one line each, then its published values with their sources."""
    yield f"{method.id}: {method.title}"
    yield method.describe(lang)
    for name in _METHOD_FIELDS:
        if value := localize(method, name, lang):
            yield f"  {name}: {value}"
    for each in method.published:
        number = f"{each.value:g} {each.unit}"
        yield f"  published: {number}, {each.of}, {each.period} [{each.source}] {each.url}"


def _load_steps() -> Mapping[str, Step]:
    return merge_steps(
        ledger.load_ledger_steps(),
        cohorts.load_cohort_steps(),
        measures.load_measure_steps(),
        analysis.load_analysis_steps(),
    )


def _find_step(name: str) -> Step:
    known = _load_steps()
    if step := analysis.find_analysis_step(name):
        return step
    if name not in known:
        named = [*ledger.LEDGER_TABLES, *registry.load_codebook(), *cohorts.list_cohort_names()]
        hint = suggest_names(name, [*named, *measures.load_methods()])
        raise InputError(f"nothing is called {quote_value(name)}{hint}")
    return known[name]
