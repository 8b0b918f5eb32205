"""What the top of a page says of the announcement: how a claim came out and all of them, what came of it, and what is
not known here.
"""

from collections.abc import Iterator, Mapping, Sequence

from finalorder.briefs.ice_figures import IceFigures
from finalorder.operations import (
    NOT_IN_RECORDS,
    ClaimAnswer,
    Operation,
    Outcome,
    PoliceStatement,
    list_outcome_shares,
)
from finalorder.words import Words

BEDS = "beds"
#: the verdicts in the order in which a page has them; ``simulated`` are those that a simulated release leaves open
VERDICT_ORDER = ("contradicted", "supported", "depends_on_method", "simulated", "upper_bound_only")
#: the verdicts that say whether a claim is true
JUDGEMENTS = VERDICT_ORDER[:3]


def is_unjudged(answer: ClaimAnswer) -> bool:
    """Return whether a simulated release stands in for the records: the verdict would be no verdict."""
    return bool(answer.rows) and not answer.judged and answer.verdict == NOT_IN_RECORDS


def group_by_verdict(claims: Sequence[ClaimAnswer]) -> list[tuple[str, list[ClaimAnswer]]]:
    """Group the claims by their verdicts, those that a simulated release leaves open under ``simulated``."""
    found: dict[str, list[ClaimAnswer]] = {name: [] for name in VERDICT_ORDER}
    for answer in claims:
        found.setdefault("simulated" if is_unjudged(answer) else answer.verdict, []).append(answer)
    return [(name, group) for name, group in found.items() if group]


def summarize_verdicts(claims: Sequence[ClaimAnswer], words: Words) -> str:
    """Say how many claims came out how: ``of 14 statements, 3 are contradicted and 11 are not judged``; or nothing.

    The verdict on one of them stands beside it: where all came out so, that is said.
    """
    groups = group_by_verdict(claims)
    if len(groups) <= 1:
        return _summarize_alike(len(claims), words) if claims else ""
    counted = [
        words.format_plain(f"top.verdict.{verdict}", plural=len(group), count=words.format_number(len(group)))
        for verdict, group in groups
    ]
    return words.format_plain("top.said", count=words.format_number(len(claims)), verdicts=words.join_items(counted))


def _summarize_alike(count: int, words: Words) -> str:
    """Say of claims with one verdict how many there are besides the one that stands above."""
    if count <= 2:
        return words.format_plain("top.only" if count == 1 else "top.other_alike")
    return words.format_plain("top.others_alike", count=words.format_number(count - 1))


def choose_headline(claims: Sequence[ClaimAnswer]) -> ClaimAnswer | None:
    """Choose the claim that stands at the top: one that was judged, of these the one that the file marks, else the
    first; if none was judged, the marked one or the first beside which the records have anything.
    """
    ranked = sorted(claims, key=lambda each: (each.verdict not in JUDGEMENTS, not each.claim.headline, not each.rows))
    return ranked[0] if ranked else None


def list_results(operation: Operation) -> list[Outcome]:
    """List what came of an operation, for the top: the last count of people arrested, and with a final order."""
    found: list[Outcome] = []
    for counts in ("arrested", "final_orders"):
        found += [share.part for share in list_outcome_shares(operation, counts)][-1:]
    return found


def list_unknowns(operation: Operation, figures: IceFigures, words: Words, city: str) -> list[str]:
    """List what readers ask of an operation and neither its file nor the lake says, of a city or of all places."""
    place = words.translate_name("city", city)
    return [
        words.format_plain(f"top.unknown.{name}", city=place) for name in _list_unknown_parts(operation, figures, city)
    ]


def list_lacking(operation: Operation, figures: IceFigures, words: Words, city: str) -> list[str]:
    """List what an official asks of detention and of the police in a city, and nothing here says."""
    known = {
        "held": _has_local(figures.held, city),
        "agreements": _has_local(figures.agreements, city) or figures.has_agency_list,
        "police": bool(select_police(operation, city)),
    }
    place = words.translate_name("city", city)
    return [words.format_plain(f"top.unknown.{name}", city=place) for name, is_known in known.items() if not is_known]


def _list_unknown_parts(operation: Operation, figures: IceFigures, city: str) -> Iterator[str]:
    cited = any(each.unit == BEDS for each in operation.capacities)
    if not _has_local(figures.held, city):
        if not (cited or figures.family):
            yield "beds"
        elif city:
            yield "held"
    if not _has_local(figures.agreements, city):
        yield "agreements"
    if not list_outcome_shares(operation, "final_orders"):
        yield "final_orders"


def has_means(operation: Operation, figures: IceFigures, city: str) -> bool:
    """Return whether anything is known of who is held and of the means to hold or watch people, in a city or at all."""
    local = any(_has_local(facts, city) for facts in (figures.held, figures.arrests, figures.areas))
    return local or (not city and bool(operation.capacities or operation.assumptions or figures))


def has_local_police(operation: Operation, figures: IceFigures, city: str) -> bool:
    """Return whether anything is known of the part of local police, in a city or at all."""
    return bool(select_police(operation, city)) or _has_local(figures.agreements, city)


def select_police(operation: Operation, city: str) -> list[PoliceStatement]:
    """Select what police said that concerns a city, or with none all of it."""
    return [police for police in operation.police if city in ("", police.city) or not police.city]


def _has_local(facts: Mapping[str, object], city: str) -> bool:
    """Return whether ICE's files say something of a city, or with none of any."""
    return city in facts if city else bool(facts)
