"""The answer to each claim of a report: the announcement's own by its claim, others by the measure of their route."""

from dataclasses import dataclass

from finalorder.disclosure import AnswerRow
from finalorder.errors import Problem
from finalorder.operations.checking.amounts import SHARE
from finalorder.operations.checking.finding import Mention
from finalorder.operations.checking.ice import IceFiles
from finalorder.operations.checking.records import Records
from finalorder.operations.checking.routing import Own, Route, data, route_of
from finalorder.operations.checking.telling import Teller, plain
from finalorder.operations.claims import ClaimAnswer, answers, verdict_of
from finalorder.operations.model import CANNOT, CONTEXT, LAW, Claim, Figure, Operation, said

NOT_IN_RECORDS, SUPPORTED = "not_in_records", "supported"
OPERATION_FILE, NONE = "operation file", "none"
#: what the kind of records allows where none, or simulated ones, were asked
UNASKED = {
    "standing_orders": "upper_bound_only",
    "in_absentia": "depends_on_method",
    "appearance": "depends_on_method",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a claim comes to: the verdict, the method, the answer in words, and notes."""

    verdict: str
    method: str
    answer: str
    notes: tuple[str, ...] = ()


class Answerer:
    """Answers claims against an operation file and, where they are, the records of a scope and ICE's files."""

    def __init__(self, operation: Operation, own: Own, records: Records | None, ice: IceFiles, lang: str) -> None:
        self.operation, self.own, self.records, self.ice, self.lang = operation, own, records, ice, lang
        scope = records.scope if records else None
        self.teller = Teller(scope, lang)
        self.say = self.teller.say
        self.answers = {each.claim.id: each for each in answers(scope)} if scope else {}

    def answer(self, mention: Mention) -> Answer:
        """The answer to a claim."""
        claim, figure = self.own.claim(mention), self.own.figure(mention)
        if claim is not None:
            return self._of_claim(claim)
        if figure is not None:
            return self._of_figure(figure)
        route = route_of(mention)
        return self._of_date(mention, route) if route.name == "date" else self._by_route(mention, route)

    def _of_claim(self, claim: Claim) -> Answer:
        notes = (self.say("own", id=claim.id),)
        reason = " ".join(filter(None, (said(claim, field, self.lang) for field in ("says", "reason"))))
        if claim.records in (CANNOT, LAW, CONTEXT):
            method = NONE if claim.records == CANNOT else claim.records
            return Answer(claim.verdict or NOT_IN_RECORDS, method, reason, notes)
        method, found = ", ".join(claim.methods) or claim.records, self.answers.get(claim.id)
        if found is None:
            verdict = UNASKED.get(claim.records, NOT_IN_RECORDS)
            return Answer(verdict, method, f"{reason} {self.say('no_lake')}", notes)
        rows = self.teller.rows(found.rows, complement=claim.complement)
        if found.judged:
            return Answer(found.verdict, method, f"{rows} {self._explained(found)}".strip(), notes)
        return Answer(UNASKED.get(claim.records, found.verdict), method, f"{rows} {reason}".strip(), notes)

    def _explained(self, found: ClaimAnswer) -> str:
        return found.explanation_es if self.lang == "es" else found.explanation

    def _of_figure(self, figure: Figure) -> Answer:
        low, high = figure.range
        amount = plain(low) if low == high else f"{plain(low)}-{plain(high)}"
        told = self.say(
            "figure",
            what=said(figure, "name", self.lang),
            amount=f"{amount} {figure.unit}",
            day=figure.as_of,
            source=figure.sources[0].url,
        )
        return Answer(SUPPORTED, OPERATION_FILE, told, (figure.evidence,) if figure.evidence != "direct" else ())

    def _of_date(self, mention: Mention, route: Route) -> Answer:
        """A weekday is set beside the operation's start; other times belong to the number or event beside them."""
        weekdays, start = data()["weekdays"], self.operation.starts
        if mention.period.title() not in weekdays["en"] and "week" not in mention.period:
            return Answer(route.verdict, NONE, self.say("period"))
        weekday = weekdays[self.lang][start.weekday()]
        told = [self.say("starts", start=start, weekday=weekday, announced=self.operation.announced)]
        first = self.operation.revisions[:1]
        told += [self.say("revised", on=each.on, what=said(each, "what", self.lang)) for each in first]
        return Answer(route.verdict, route.method, " ".join(told))

    def _by_route(self, mention: Mention, route: Route) -> Answer:
        why = route.es if self.lang == "es" else route.en
        if route.subject and mention.low is not None:
            return self._of_ice(mention, route, why)
        if route.verdict == NOT_IN_RECORDS:
            return Answer(route.verdict, route.method, why)
        method = ", ".join(route.methods) or route.method
        if self.records is None:
            return Answer(route.verdict, method, f"{why} {self.say('no_lake')}")
        return self._by_records(mention, route, method, why)

    def _by_records(self, mention: Mention, route: Route, method: str, why: str) -> Answer:
        assert self.records is not None
        rows = self._rows(self.records, mention, route)
        if not rows:
            told = self.teller.counts(mention, route.counts)
            notes = [self.say("other_day", day=self.records.scope.as_of)] if told else []
            return Answer(route.verdict, method, f"{told} {why}".strip(), tuple(notes))
        told = self.teller.rows(rows, complement=route.complement)
        return Answer(self._verdict(mention, route, rows), method, f"{told} {why}".strip(), self._notes(rows, route))

    def _rows(self, records: Records, mention: Mention, route: Route) -> tuple[AnswerRow, ...]:
        if route.measure:
            return records.of_measure(route.measure, route.methods, mention.period)
        return records.of_docket(route.methods)

    def _notes(self, rows: tuple[AnswerRow, ...], route: Route) -> tuple[str, ...]:
        """Of which time the rows are, and which methods are not among them."""
        assert self.records is not None
        years = self.say("years", period=rows[0].period) if rows[0].period else self.say("all_years")
        when = years if route.measure else self.say("other_day", day=self.records.scope.as_of)
        missing = [name for name in route.methods if name not in {row.method for row in rows}]
        return (when, *([self.say("not_computed", methods=", ".join(missing))] if missing else []))

    def _verdict(self, mention: Mention, route: Route, rows: tuple[AnswerRow, ...]) -> str:
        """Shares, and counts of a named year, are judged by real records; others keep what their kind allows."""
        assert self.records is not None
        comparable = mention.kind == SHARE or (rows[0].period and rows[0].denominator is None and not mention.city)
        if not comparable or self.records.scope.release.simulated:
            return route.verdict
        return verdict_of(self._proposed(mention, route), rows)[0]

    def _of_ice(self, mention: Mention, route: Route, why: str) -> Answer:
        """ICE's own figures of the subject, where its files were added; one that is the claim's supports it."""
        assert mention.low is not None
        assert mention.high is not None
        facts = self.ice.facts(route.subject)
        same = self.ice.same(facts, mention.low, mention.high)
        told = self.ice.told([same] if same else facts[:2])
        return Answer(SUPPORTED if same else route.verdict, route.method, f"{told} {why}".strip())

    def _proposed(self, mention: Mention, route: Route) -> Claim:
        """The structured claim that the text makes, as an operation file would hold it."""
        return Claim(
            id="proposed",
            who="the report",
            where="the text",
            on=self.operation.announced,
            says="",
            sources=(),
            records=route.method,
            low=mention.low,
            high=mention.high,
            bound=mention.bound,
            unit=mention.unit,
            cohort=mention.cohort or None,
            methods=tuple(route.methods),
            complement=route.complement,
        )


def checked_language(lang: str) -> str:
    """The language itself; Problem for one that there are no words in."""
    if lang not in ("en", "es"):
        raise Problem(f"there are no answers in {lang!r}; use --lang en or es.")
    return lang
