"""Numbers as HTML, each with the handle of its row: ``<data value="1234" data-row="scope/17">1,234</data>``.

Inside is a link to the row on the page of rows (``data/index.html#scope-17``). In tables of hundreds of numbers a
keyboard would stop at each, so these links are for pointers and readers' lists; beneath every table stands the link to
its file for all.
"""

from markupsafe import Markup

from finalorder.answers import AnswerRow
from finalorder.briefs.brief_data import BriefData
from finalorder.briefs.filling import fill_element
from finalorder.briefs.ice_figures import resolve_fact_value
from finalorder.briefs.near_shares import describe_near, is_nearly_none
from finalorder.disclosure import load_policy
from finalorder.ice import Fact
from finalorder.operations import Claim, Figure
from finalorder.words import Words

_DATA_ELEMENT = (
    '<data value="{value}" data-row="{row}" data-part="{part}"><a href="{to}" tabindex="-1">{text}</a></data>'
)
_STATUS_ELEMENT = '<span class="{status}" data-row="{row}">{text}</span>'


class NumberRenderer:
    """Writes the numbers of a book in one language. Hidden is a word wherever it stands, never a digit."""

    def __init__(self, book: BriefData, words: Words, rows_page: str) -> None:
        self.brief_data = book
        self.words = words
        self.rows_page = rows_page

    def render_count(self, row: AnswerRow) -> Markup:
        """Render a count for a table; where the certain number differs from the possible one, both below it."""
        if row.value is None:
            return self._render_status(row)
        return self._render_value(row) + self.render_bounds(row) + self._render_unstable(row)

    def render_plain(self, row: AnswerRow) -> Markup:
        """Render a count for a narrow table: without its bounds, which stand elsewhere."""
        return self._render_status(row) if row.value is None else self._render_value(row) + self._render_unstable(row)

    def render_cases(self, row: AnswerRow, noun: str = "cases") -> Markup:
        """Render a count for a sentence: ``1,234 cases``, ``0–29 cases``."""
        if row.value is None and row.ceiling is not None:
            return self.words(f"noun.{noun}.counted", plural=row.ceiling, count=self._render_status(row))
        if row.value is None:
            return self.words(
                f"noun.{noun}.hidden",
                mark=Markup('<span class="hidden" data-row="{}">').format(self._find_row_handle(row)),
            )
        return self.words(f"noun.{noun}.counted", plural=row.value, count=self._render_value(row))

    def render_bounded(self, row: AnswerRow) -> Markup:
        """Render the same, with the number that is certain where it differs."""
        cases = self.render_cases(row)
        if row.value is None or row.low is None or row.low == row.value:
            return cases
        return self.words("noun.certain", cases=cases, low=self.render_part(row, "low"))

    def render_share(self, row: AnswerRow) -> Markup:
        """Render a share with its numerator and denominator: ``64.2% (3,210 of 5,000)``."""
        if row.value is None:
            return self._render_status(row)
        if is_nearly_none(row) or _is_of_hidden_count(row):
            whole = self.render_part(row, "denominator")
            return self.words("share.few", count=self._render_interval_of_count(row), whole=whole)
        n, of = self.render_part(row, "numerator"), self.render_part(row, "denominator")
        return self.words("share.of", share=self.render_percent(row), count=n, whole=of) + self._render_unstable(row)

    def render_percent(self, row: AnswerRow) -> Markup:
        """Render a share alone: ``64.2%``."""
        if row.value is None:
            return self._render_status(row)
        if near := describe_near(row, self.words):
            return fill_element(_STATUS_ELEMENT, status="hidden", row=self._find_row_handle(row), text=near)
        if _is_of_hidden_count(row):
            return self._render_ends(row)
        return self._render_element(row, "value", row.value, self.words.format_share(row.value))

    def render_in_brackets(self, row: AnswerRow) -> Markup:
        """Render a share behind its count, `` (64.2%)``; nothing where either is hidden, since the count says so."""
        if row.value is None or _is_of_hidden_count(row):
            return Markup("")
        return Markup(" ({})").format(self.render_percent(row))

    def render_interval(self, row: AnswerRow) -> Markup:
        """Render the interval of a share: ``62.9%-65.5%``; empty where there is none."""
        return Markup("") if row.value is None else self._render_ends(row)

    def _render_ends(self, row: AnswerRow) -> Markup:
        """Render the lowest and the highest of a share; empty where there is none."""
        if row.low is None or row.high is None:
            return Markup("")
        ends = (("low", row.low), ("high", row.high))
        texts = (self._render_element(row, part, value, self.words.format_share(value)) for part, value in ends)
        return Markup("–").join(texts)

    def render_share_range(self, row: AnswerRow) -> Markup:
        """Render a share of cited figures: ``23.5%``, or from its lowest to its highest."""
        return self.render_percent(row) if row.value is not None else self._render_ends(row)

    def render_bounds(self, row: AnswerRow) -> Markup:
        """Render ``1,100-1,234`` where the records leave open how many; empty where they do not."""
        if row.low is None or row.high is None or row.low == row.high:
            return Markup("")
        text = Markup("–").join((self.render_part(row, "low"), self.render_part(row, "high")))
        return Markup(' <span class="bounds">{}</span>').format(text)

    def render_range(self, row: AnswerRow | None) -> Markup:
        """Render a simulated interval, ``1,100-1,900``, or the number that every draw gave;
        the word where there is none.
        """
        if row is None or row.low is None or row.high is None:
            return self._render_status(row) if row else self.words("status.not_applicable")
        parts = ("low",) if row.low == row.high else ("low", "high")
        return Markup("–").join(self.render_part(row, part) for part in parts)

    def render_figure(self, figure: Figure) -> Markup:
        """Render a cited figure with its wording and unit: ``about 7,000 removals a month``, ``3,326-3,655 beds``."""
        return self._render_amount(self.brief_data.cited_rows[figure], figure.bound)

    def render_fact(self, fact: Fact, city: str = "") -> Markup:
        """Render a figure of ICE's files, or the nearest later one."""
        assert resolve_fact_value(fact) is not None
        return self._render_amount(self.brief_data.cited_rows[(city, fact) if city else fact], "exactly")

    def render_claim(self, claim: Claim) -> Markup:
        """Render the number that was said; empty where none was."""
        row = next(r for r in self.brief_data.files["claims"] if r.measure == "claim" and r.level_1 == claim.id)
        return (
            Markup("")
            if row.value is None and row.low is None and row.high is None
            else self._render_amount(row, claim.bound)
        )

    def render_part(self, row: AnswerRow, part: str = "value", *, is_size: bool = False) -> Markup:
        """Render one number of a row alone; as a size without its sign, where the sentence says which way it goes."""
        value = getattr(row, part)
        text = self.words.format_number(abs(value) if is_size else value)
        return self._render_element(row, part, value, text)

    def _render_amount(self, row: AnswerRow, bound: str) -> Markup:
        parts = [part for part in ("low", "high") if getattr(row, part) is not None] if row.value is None else ["value"]
        if row.unit == "share" and parts == ["value"] and row.value is not None:
            return self.words(
                f"bound.{bound}",
                amount=self._render_element(row, "value", row.value, self.words.format_share(row.value)),
            )
        text = Markup("–").join(self.render_part(row, part) for part in parts)
        whole = row.value if len(parts) == 1 else None
        return self.words(f"bound.{bound}", amount=self._append_unit(text, row.unit, whole))

    def _append_unit(self, text: Markup, unit: str, value: float | None) -> Markup:
        if unit == "percent":
            return text + "%"
        noun = self.words.translate_name("unit_one", unit) if value == 1 else self.words.translate_name("unit", unit)
        return Markup("{} {}").format(text, noun)

    def _render_value(self, row: AnswerRow) -> Markup:
        return self.render_part(row, "value")

    def _render_element(self, row: AnswerRow, part: str, value: float, text: str) -> Markup:
        handle = self._find_row_handle(row)
        to = f"{self.rows_page}#{handle.replace('/', '-')}"
        return fill_element(_DATA_ELEMENT, value=value, row=handle, part=part, text=text, to=to)

    def _render_status(self, row: AnswerRow) -> Markup:
        status = "hidden" if row.status == "hidden" else "not_applicable"
        text = self.words(f"status.{status}")
        if status == "hidden" and row.floor is not None and row.ceiling is not None:
            return self._render_interval_of_count(row)
        return fill_element(_STATUS_ELEMENT, status=status, row=self._find_row_handle(row), text=text)

    def _render_interval_of_count(self, row: AnswerRow) -> Markup:
        """Render what can be known of a count: ``0–29``."""
        ends = dict.fromkeys(map(self.words.format_number, (row.floor or 0, row.ceiling or 0)))
        text = Markup("–").join(ends)
        return fill_element(_STATUS_ELEMENT, status="hidden", row=self._find_row_handle(row), text=text)

    def _render_unstable(self, row: AnswerRow) -> Markup:
        if row.status != "unstable":
            return Markup("")
        return Markup(' <span class="unstable">({})</span>').format(self.words("status.unstable"))

    def _find_row_handle(self, row: AnswerRow) -> str:
        return self.brief_data.find_handle(row)


def _is_of_hidden_count(row: AnswerRow) -> bool:
    """Return whether a share is of a count too small to print: it says no more than from how little to how much."""
    return row.numerator is not None and row.ceiling is not None and row.ceiling < load_policy().first_shown
