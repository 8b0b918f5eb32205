"""Cited figures and claims as answer rows, so that they stand in the data files in the one shape there is."""

from collections.abc import Iterator, Sequence

from finalorder.answers import AnswerRow
from finalorder.briefs.ice_figures import IceFigures
from finalorder.ice import Fact, build_fact_row
from finalorder.operations import Claim, ClaimAnswer, Figure, Operation, Source

CITED_IN_SIMULATED = "cited, not simulated; the brief it stands in is SIMULATED"


def build_figure_row(kind: str, figure: Figure, operation: Operation, simulated: bool) -> AnswerRow:
    """Build a figure of the operation file; ``kind`` is capacity, assumption or outcome."""
    counted = figure.value is not None and figure.unit != "percent" and float(figure.value).is_integer()
    return AnswerRow(
        measure=kind,
        operation=operation.id,
        by_1="item",
        level_1=figure.id,
        as_of=figure.as_of.isoformat(),
        unit=figure.unit,
        numerator=int(figure.value) if counted and figure.value is not None else None,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        note=_join_texts(figure.name, figure.bound, figure.evidence, figure.note, _note_simulated(simulated)),
        source=_join_texts(figure.locator, *_format_sources(figure.sources)),
    )


def build_brief_fact_row(fact: Fact, city: str, operation: Operation, simulated: bool) -> AnswerRow:
    """Build a figure of ICE's files under its own day; one that is later than the day asked says so in its note."""
    found = fact.later or fact
    note = _join_texts(
        f"area of responsibility: {found.area}" if city and found.area else "",
        fact.note,
        *found.flags,
        _note_simulated(simulated),
    )
    return build_fact_row(found, city)._replace(operation=operation.id, city=city, note=note)


def build_capacity_rows(
    operation: Operation, figures: IceFigures, simulated: bool
) -> Iterator[tuple[object, AnswerRow]]:
    """Build every cited figure of a brief: the thing itself and its row."""
    kinds = (("capacity", operation.capacities), ("assumption", operation.assumptions), ("outcome", operation.outcomes))
    for kind, parts in kinds:
        for figure in parts:
            yield figure, build_figure_row(kind, figure, operation, simulated)
    for fact in (*figures.family, *figures.monitoring):
        yield fact, build_brief_fact_row(fact, "", operation, simulated)
    by_city = (figures.areas, figures.agreements, figures.agencies, figures.held, figures.arrests)
    for city, facts in (item for each in by_city for item in each.items()):
        for fact in facts:
            yield (city, fact), build_brief_fact_row(fact, city, operation, simulated)


def build_claim_row(answer: ClaimAnswer, operation: Operation, release: str, simulated: bool) -> AnswerRow:
    """Return what was said, with its number, beside the verdict (``by_2``)."""
    claim = answer.claim
    counted = claim.number is not None and claim.unit != "percent" and float(claim.number).is_integer()
    return AnswerRow(
        measure="claim",
        operation=operation.id,
        cohort=claim.cohort or "",
        by_1="claim",
        level_1=claim.id,
        by_2="verdict",
        level_2=answer.verdict,
        period=claim.period or "",
        as_of=claim.on.isoformat(),
        release=release,
        simulated=simulated,
        unit=claim.unit or "",
        numerator=int(claim.number) if counted and claim.number is not None else None,
        value=claim.number,
        low=claim.low,
        high=claim.high,
        status="not_applicable" if claim.number is None and claim.low is None and claim.high is None else "shown",
        note=_join_texts(claim.says, claim.who, claim.bound, answer.explain()),
        source=_join_texts(*_format_sources(claim.sources)),
    )


def attach_to_claim(claim: Claim, row: AnswerRow) -> AnswerRow:
    """Attach a row of the records to the claim it stands beside; the level that it is of moves to the second place."""
    moved = row._replace(by_2=row.by_1, level_2=row.level_1) if row.by_1 else row
    return moved._replace(by_1="claim", level_1=claim.id)


def _format_sources(sources: Sequence[Source]) -> list[str]:
    return [f"{source.title} ({source.date.isoformat()}) {source.url}" for source in sources]


def _join_texts(*texts: str | None) -> str:
    return "; ".join(" ".join(text.split()) for text in texts if text)


def _note_simulated(simulated: bool) -> str:
    return CITED_IN_SIMULATED if simulated else ""
