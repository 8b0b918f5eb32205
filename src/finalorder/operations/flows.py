"""The flow of cases into each group, through the gate: how many were considered, how many left where, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from finalorder import cohorts, measures
from finalorder.cohorts import OwnCohort
from finalorder.disclosure import Key, Meanings, PublicationLog, Relation, Shown, open_door
from finalorder.operations.scope import HEADLINE, NATION, Beside
from finalorder.releases.lake import Release

FLOW = "cohort_flow"


def flow(
    release: Release,
    as_of: date | None = None,
    *,
    city: str = "",
    named: Sequence[str] = (),
    own: Sequence[OwnCohort] = (),
    lang: str = "en",
    profile: str = "public",
    log: PublicationLog | None = None,
) -> Shown:
    """Rows of ``cohort_flow``: of the cases ordered removed by a day (default: the release's), by where they left.

    ``level_1`` is empty for all that are considered, ``member`` for those in the group, else the criterion at which
    cases left it; ``note`` says why. Every court of the country, or the headline courts of one city.

    :raises Problem: if the release cannot say anything about the day, or there is no such group.
    """
    day, names = as_of or release.day, list(named or cohorts.names())
    with cohorts.gathered(release, day, names, own) as engine:
        measures.see_groups(engine, [city] if city else [], names, [each.name for each in own])
        overlaps = cohorts.overlaps(engine) if own else []
        cohorts.gather_flow(engine, names, own, lang)
        measures.stamp(engine, release, day)
        measures.see_flow_city(engine, city)
        raw = measures.count(engine, FLOW)
    if profile != "none":
        Beside(overlaps, day.isoformat()).refuse()
    relations = list(_relations([*names, *(each.name for each in own)], city, day.isoformat()))
    return open_door(raw, relations=relations, profile=profile, log=log, meanings=_meanings(own))


def _meanings(own: Sequence[OwnCohort]) -> Meanings:
    """A user's group is its conditions where cases are counted; in the flow it is the way there."""
    defined = {each.name: each.condition.text or each.name for each in own}
    return Meanings(
        groups={name: f"to {text}" for name, text in defined.items()} | {f"{n}*": t for n, t in defined.items()}
    )


def _relations(groups: Sequence[str], city: str, as_of: str) -> Iterator[Relation]:
    """A group's members are the number that a scope gives; who is considered is the same for every group."""
    counted = HEADLINE if city else NATION
    first = Key(FLOW, city, groups[0], "removal", as_of=as_of)
    for group in groups:
        member = Key(FLOW, city, group, "removal", "left_at", cohorts.MEMBER, as_of=as_of)
        itself = group if group in cohorts.names() else f"{group}*"
        yield Relation(member, (Key(counted, city, itself, "removal", as_of=as_of),))
        if group != groups[0]:
            yield Relation(first, (Key(FLOW, city, group, "removal", as_of=as_of),))
        for fallen in ("1_not_final", "2_undone"):
            one, other = (
                Key(FLOW, city, name, "removal", "left_at", fallen, as_of=as_of) for name in (groups[0], group)
            )
            if group != groups[0]:
                yield Relation(one, (other,))
