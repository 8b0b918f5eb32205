"""Numbers as HTML, each with the handle of its row: ``<data value="1234" data-row="scope/17">1,234</data>``.

Inside is a link to the row itself (``data/scope.csv#row=18``: RFC 7111 counts the header). In tables of hundreds of
numbers a keyboard would stop at each, so these links are for pointers and readers' lists; beneath every table stands
the link to its file for all.
"""

from markupsafe import Markup

from finalorder.briefs.data import Book
from finalorder.briefs.figures import number as figure_number
from finalorder.briefs.wording import Words
from finalorder.context.answers import Fact
from finalorder.disclosure import AnswerRow
from finalorder.operations import Claim, Figure

_DATA = Markup(
    '<data value="{value}" data-row="{row}" data-part="{part}"><a href="{to}" tabindex="-1">{text}</a></data>'
)
_WORD = Markup('<span class="{status}" data-row="{row}">{text}</span>')


class Numbers:
    """Writes the numbers of a book in one language. Hidden is a word wherever it stands, never a digit."""

    def __init__(self, book: Book, words: Words) -> None:
        self.book = book
        self.words = words

    def count(self, row: AnswerRow) -> Markup:
        """A count for a table; where the certain number differs from the possible one, both below it."""
        if row.value is None:
            return self._word(row)
        return self._value(row) + self.bounds(row) + self._unstable(row)

    def plain(self, row: AnswerRow) -> Markup:
        """A count for a narrow table: without its bounds, which stand elsewhere."""
        return self._word(row) if row.value is None else self._value(row) + self._unstable(row)

    def cases(self, row: AnswerRow, noun: str = "cases") -> Markup:
        """A count for a sentence: ``1,234 cases``, ``a hidden number of cases``."""
        if row.value is None:
            return self.words(
                f"noun.{noun}.hidden", mark=Markup('<span class="hidden" data-row="{}">').format(self._at(row))
            )
        return self.words(f"noun.{noun}.counted", plural=row.value, count=self._value(row))

    def bounded(self, row: AnswerRow) -> Markup:
        """The same, with the number that is certain where it differs."""
        cases = self.cases(row)
        if row.value is None or row.low is None or row.low == row.value:
            return cases
        return self.words("noun.certain", cases=cases, low=self._part(row, "low"))

    def share(self, row: AnswerRow) -> Markup:
        """A share with its numerator and denominator: ``64.2% (3,210 of 5,000)``."""
        if row.value is None:
            return self._word(row)
        n, of = self._part(row, "numerator"), self._part(row, "denominator")
        return self.words("share.of", share=self.percent(row), count=n, whole=of) + self._unstable(row)

    def percent(self, row: AnswerRow) -> Markup:
        """A share alone: ``64.2%``."""
        if row.value is None:
            return self._word(row)
        return self._data(row, "value", row.value, self.words.percent(row.value))

    def in_brackets(self, row: AnswerRow) -> Markup:
        """A share behind its count, `` (64.2%)``; nothing where it is hidden, since the count then says so."""
        return Markup("") if row.value is None else Markup(" ({})").format(self.percent(row))

    def interval(self, row: AnswerRow) -> Markup:
        """The interval of a share: ``62.9%-65.5%``; empty where there is none."""
        if row.value is None or row.low is None or row.high is None:
            return Markup("")
        ends = (("low", row.low), ("high", row.high))
        texts = (self._data(row, part, value, self.words.percent(value)) for part, value in ends)
        return Markup("–").join(texts)

    def bounds(self, row: AnswerRow) -> Markup:
        """``1,100-1,234`` where the records leave open how many; empty where they do not."""
        if row.low is None or row.high is None or row.low == row.high:
            return Markup("")
        text = Markup("–").join((self._part(row, "low"), self._part(row, "high")))
        return Markup(' <span class="bounds">{}</span>').format(text)

    def between(self, row: AnswerRow | None) -> Markup:
        """A simulated interval, ``1,100-1,900``, or the number that every draw gave; the word where there is none."""
        if row is None or row.low is None or row.high is None:
            return self._word(row) if row else self.words("status.not_applicable")
        parts = ("low",) if row.low == row.high else ("low", "high")
        return Markup("–").join(self._part(row, part) for part in parts)

    def figure(self, figure: Figure) -> Markup:
        """A cited figure with its wording and unit: ``about 7,000 removals a month``, ``3,326-3,655 beds``."""
        return self._amount(self.book.cited[figure], figure.bound)

    def fact(self, fact: Fact, city: str = "") -> Markup:
        """A figure of ICE's files, or the nearest later one."""
        assert figure_number(fact) is not None
        return self._amount(self.book.cited[(city, fact) if city else fact], "exactly")

    def claim(self, claim: Claim) -> Markup:
        """The number that was said; empty where none was."""
        row = next(r for r in self.book.files["claims"] if r.measure == "claim" and r.level_1 == claim.id)
        return (
            Markup("") if row.value is None and row.low is None and row.high is None else self._amount(row, claim.bound)
        )

    def _amount(self, row: AnswerRow, bound: str) -> Markup:
        parts = [part for part in ("low", "high") if getattr(row, part) is not None] if row.value is None else ["value"]
        if row.unit == "share" and parts == ["value"] and row.value is not None:
            return self.words(
                f"bound.{bound}", amount=self._data(row, "value", row.value, self.words.percent(row.value))
            )
        text = Markup("–").join(self._part(row, part) for part in parts)
        whole = row.value if len(parts) == 1 else None
        return self.words(f"bound.{bound}", amount=self._with_unit(text, row.unit, whole))

    def _with_unit(self, text: Markup, unit: str, value: float | None) -> Markup:
        if unit == "percent":
            return text + "%"
        noun = self.words.named("unit_one", unit) if value == 1 else self.words.named("unit", unit)
        return Markup("{} {}").format(text, noun)

    def _value(self, row: AnswerRow) -> Markup:
        return self._part(row, "value")

    def _part(self, row: AnswerRow, part: str) -> Markup:
        value = getattr(row, part)
        return self._data(row, part, value, self.words.number(value))

    def _data(self, row: AnswerRow, part: str, value: float, text: str) -> Markup:
        handle = self._at(row)
        file, number = handle.split("/")
        to = f"data/{file}.csv#row={int(number) + 1}"
        return _DATA.format(value=value, row=handle, part=part, text=text, to=to)

    def _word(self, row: AnswerRow) -> Markup:
        status = "hidden" if row.status == "hidden" else "not_applicable"
        return _WORD.format(status=status, row=self._at(row), text=self.words(f"status.{status}"))

    def _unstable(self, row: AnswerRow) -> Markup:
        if row.status != "unstable":
            return Markup("")
        return Markup(' <span class="unstable">({})</span>').format(self.words("status.unstable"))

    def _at(self, row: AnswerRow) -> str:
        return self.book.handle(row)
