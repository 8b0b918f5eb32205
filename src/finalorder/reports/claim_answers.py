"""The answer to each claim of a report: the announcement's own by its claim, others by the measure of their route."""

from dataclasses import dataclass

from finalorder.answers import AnswerRow
from finalorder.errors import InputError
from finalorder.operations import (
    CANNOT_ANSWER,
    CONTEXT,
    LAW,
    Claim,
    ClaimAnswer,
    Figure,
    Operation,
    answer_claims,
    decide_verdict,
    localize_field,
)
from finalorder.reports.amounts import SHARE
from finalorder.reports.answer_words import AnswerFormatter, format_plain_number
from finalorder.reports.claim_finder import Mention
from finalorder.reports.ice_records import IceFiles
from finalorder.reports.lake_records import CourtRecords
from finalorder.reports.routes import OperationMatcher, Route, find_route, load_routes_file

NOT_IN_RECORDS, SUPPORTED = "not_in_records", "supported"
OPERATION_FILE, NO_METHOD = "operation file", "none"
#: what the kind of records allows where none, or simulated ones, were asked
VERDICTS_WITHOUT_RECORDS = {
    "standing_orders": "upper_bound_only",
    "in_absentia": "depends_on_method",
    "appearance": "depends_on_method",
}


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What a claim comes to: the verdict, the method, the answer in words, and notes."""

    verdict: str
    method: str
    answer_text: str
    notes: tuple[str, ...] = ()


class ClaimChecker:
    """Answers claims against an operation file and, where they are, the records of a scope and ICE's files."""

    def __init__(
        self, operation: Operation, own: OperationMatcher, records: CourtRecords | None, ice: IceFiles, lang: str
    ) -> None:
        self.operation, self.matcher, self.records, self.ice, self.lang = operation, own, records, ice, lang
        scope = records.scope if records else None
        self.formatter = AnswerFormatter(scope, lang)
        self.format_sentence = self.formatter.format_sentence
        self.claim_answers = {each.claim.id: each for each in answer_claims(scope)} if scope else {}

    def answer_mention(self, mention: Mention) -> CheckAnswer:
        """The answer to a claim."""
        claim, figure = self.matcher.find_claim(mention), self.matcher.find_figure(mention)
        if claim is not None:
            return self._answer_from_claim(claim)
        if figure is not None:
            return self._answer_from_figure(figure)
        route = find_route(mention)
        return self._answer_date(mention, route) if route.name == "date" else self._answer_by_route(mention, route)

    def _answer_from_claim(self, claim: Claim) -> CheckAnswer:
        notes = (self.format_sentence("own", id=claim.id),)
        reason = " ".join(filter(None, (localize_field(claim, field, self.lang) for field in ("says", "reason"))))
        if claim.records in (CANNOT_ANSWER, LAW, CONTEXT):
            method = NO_METHOD if claim.records == CANNOT_ANSWER else claim.records
            return CheckAnswer(claim.verdict or NOT_IN_RECORDS, method, reason, notes)
        method, found = ", ".join(claim.methods) or claim.records, self.claim_answers.get(claim.id)
        if found is None:
            verdict = VERDICTS_WITHOUT_RECORDS.get(claim.records, NOT_IN_RECORDS)
            return CheckAnswer(verdict, method, f"{reason} {self.format_sentence('no_lake')}", notes)
        rows = self.formatter.format_rows(found.rows, complement=claim.complement)
        if found.judged:
            return CheckAnswer(found.verdict, method, f"{rows} {self._get_explanation(found)}".strip(), notes)
        return CheckAnswer(
            VERDICTS_WITHOUT_RECORDS.get(claim.records, found.verdict), method, f"{rows} {reason}".strip(), notes
        )

    def _get_explanation(self, found: ClaimAnswer) -> str:
        return found.explanation_es if self.lang == "es" else found.explanation

    def _answer_from_figure(self, figure: Figure) -> CheckAnswer:
        low, high = figure.range
        amount = format_plain_number(low) if low == high else f"{format_plain_number(low)}-{format_plain_number(high)}"
        told = self.format_sentence(
            "figure",
            what=localize_field(figure, "name", self.lang),
            amount=f"{amount} {figure.unit}",
            day=figure.as_of,
            source=figure.sources[0].url,
        )
        return CheckAnswer(SUPPORTED, OPERATION_FILE, told, (figure.evidence,) if figure.evidence != "direct" else ())

    def _answer_date(self, mention: Mention, route: Route) -> CheckAnswer:
        """A weekday is set beside the operation's start; other times belong to the number or event beside them."""
        weekdays, start = load_routes_file()["weekdays"], self.operation.starts
        if mention.period.title() not in weekdays["en"] and "week" not in mention.period:
            return CheckAnswer(route.verdict, NO_METHOD, self.format_sentence("period"))
        weekday = weekdays[self.lang][start.weekday()]
        told = [self.format_sentence("starts", start=start, weekday=weekday, announced=self.operation.announced)]
        first = self.operation.revisions[:1]
        told += [
            self.format_sentence("revised", on=each.on, what=localize_field(each, "what", self.lang)) for each in first
        ]
        return CheckAnswer(route.verdict, route.method, " ".join(told))

    def _answer_by_route(self, mention: Mention, route: Route) -> CheckAnswer:
        why = route.es if self.lang == "es" else route.en
        if route.subject and mention.low is not None:
            return self._answer_from_ice(mention, route, why)
        if route.verdict == NOT_IN_RECORDS:
            return CheckAnswer(route.verdict, route.method, why)
        method = ", ".join(route.methods) or route.method
        if self.records is None:
            return CheckAnswer(route.verdict, method, f"{why} {self.format_sentence('no_lake')}")
        return self._answer_from_records(mention, route, method, why)

    def _answer_from_records(self, mention: Mention, route: Route, method: str, why: str) -> CheckAnswer:
        assert self.records is not None
        rows = self._find_record_rows(self.records, mention, route)
        if not rows:
            told = self.formatter.format_counts(mention, route.counts)
            notes = [self.format_sentence("other_day", day=self.records.scope.as_of)] if told else []
            return CheckAnswer(route.verdict, method, f"{told} {why}".strip(), tuple(notes))
        told = self.formatter.format_rows(rows, complement=route.complement)
        return CheckAnswer(
            self._decide_route_verdict(mention, route, rows),
            method,
            f"{told} {why}".strip(),
            self._list_notes(rows, route),
        )

    def _find_record_rows(self, records: CourtRecords, mention: Mention, route: Route) -> tuple[AnswerRow, ...]:
        if route.measure:
            return records.find_measure_rows(route.measure, route.methods, mention.period)
        return records.find_docket_shares(route.methods)

    def _list_notes(self, rows: tuple[AnswerRow, ...], route: Route) -> tuple[str, ...]:
        """Of which time the rows are, and which methods are not among them."""
        assert self.records is not None
        years = (
            self.format_sentence("years", period=rows[0].period)
            if rows[0].period
            else self.format_sentence("all_years")
        )
        when = years if route.measure else self.format_sentence("other_day", day=self.records.scope.as_of)
        missing = [name for name in route.methods if name not in {row.method for row in rows}]
        return (when, *([self.format_sentence("not_computed", methods=", ".join(missing))] if missing else []))

    def _decide_route_verdict(self, mention: Mention, route: Route, rows: tuple[AnswerRow, ...]) -> str:
        """Shares, and counts of a named year, are judged by real records; others keep what their kind allows."""
        assert self.records is not None
        comparable = mention.kind == SHARE or (rows[0].period and rows[0].denominator is None and not mention.city)
        if not comparable or self.records.scope.release.simulated:
            return route.verdict
        return decide_verdict(self._build_claim(mention, route), rows)[0]

    def _answer_from_ice(self, mention: Mention, route: Route, why: str) -> CheckAnswer:
        """ICE's own figures of the subject, where its files were added; one that is the claim's supports it."""
        assert mention.low is not None
        assert mention.high is not None
        facts = self.ice.find_facts(route.subject)
        same = self.ice.find_matching_fact(facts, mention.low, mention.high)
        told = self.ice.describe_facts([same] if same else facts[:2])
        return CheckAnswer(SUPPORTED if same else route.verdict, route.method, f"{told} {why}".strip())

    def _build_claim(self, mention: Mention, route: Route) -> Claim:
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


def check_language(lang: str) -> str:
    """The language itself; FinalorderError for one that there are no words in."""
    if lang not in ("en", "es"):
        raise InputError(f"there are no answers in {lang!r}; use --lang en or es.")
    return lang
