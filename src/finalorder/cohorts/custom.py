"""A user's own cohort: a small file in the language of conditions, or, for one's own machine only, in SQL.

    # families.cohort
    name: miami_families
    title: Families in Miami ordered removed in absentia
    definition: Cases of the dedicated docket whose standing order was entered in absentia in Miami.
    city = Miami
    family-docket = dedicated_docket_2021
    in-absentia = yes

Lines with a colon say what it is, lines with an equals sign are conditions on the standing order, all of which hold.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from finalorder import registry
from finalorder.answers import Condition, SourceLocation, combine_predicates, parse_predicate, split_condition
from finalorder.cohorts.definitions import PAGE_WORDS, list_cohort_names
from finalorder.errors import InputError, RefusedError, escape_unprintable, quote_value, suggest_names
from finalorder.lake import read_input_file
from finalorder.words import LANGUAGES, load_words, localize

MAX_COHORT_FILE_BYTES = 20_000
MAX_FIELD_LENGTH = 400
#: the words of a cohort besides its title and definition, each also in Spanish (``short_es``)
COHORT_WORDS = ("in_a_sentence", "short", "evidence", "misses", "wrongly_includes", "note")
COHORT_TEXTS: tuple[str, ...] = tuple(
    f"{name}{end}" for name in ("title", "definition", *COHORT_WORDS) for end in ("", "_es")
)
COHORT_FIELDS = ("name", *COHORT_TEXTS)
RESERVED_COHORT_NAMES = frozenset({"all", "any_cohort", "total", "standing"})
_NAME_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELD_PATTERN = re.compile(r"\s*([A-Za-z_]+)\s*:(.*)")


@dataclass(frozen=True, slots=True)
class CustomCohort:
    """Cases with a standing order that meet a condition (or that a SELECT of ``idncase`` gives: ``sql``).

    ``words`` are its other texts by language; what a file leaves out is made of its title and its conditions.
    """

    name: str
    title: str
    title_es: str
    definition: str
    definition_es: str
    condition: Condition
    sql: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def evidence(self) -> str:
        """What the records show."""
        return self._find_word("evidence")

    @property
    def misses(self) -> str:
        """Who should be in it and is not."""
        return self._find_word("misses")

    @property
    def wrongly_includes(self) -> str:
        """Who is in it and should not be."""
        return self._find_word("wrongly_includes")

    @property
    def note(self) -> str:
        """What a reader of its numbers must know, if anything."""
        return self._find_word("note")

    @property
    def messages(self) -> Mapping[str, Mapping[str, str]]:
        """Its words by the ids under which pages ask for the words of a group."""
        return {
            key.format(name=self.name): {lang: texts[name] for lang, texts in self.words.items()}
            for key, name in PAGE_WORDS.items()
            if all(texts.get(name) for texts in self.words.values())
        }

    def _find_word(self, name: str) -> str:
        return self.words.get("en", {}).get(name, "")


def read_cohort_file(path: Path, *, sql_allowed: bool = False) -> CustomCohort:
    """Read the cohort in a file: ``.sql`` is a SELECT, anything else is in the language of conditions.

    :raises FinalorderError: naming file, line and column; for SQL, unless it is allowed (``--disclosure none``).
    """
    name = escape_unprintable(path.name)
    text = _read_cohort_text(path, name)
    if path.suffix != ".sql":
        return _parse_cohort(text, name, path.stem)
    if not sql_allowed:
        raise RefusedError(
            f"{name} is SQL, which the disclosure gate cannot check; use --disclosure none (for your own machine only),"
            " or write it as conditions (DIMENSION = VALUE)."
        )
    stem = check_cohort_name(path.stem, SourceLocation(name, 1), 0)
    return CustomCohort(stem, stem, stem, f"the SELECT in {name}", f"el SELECT en {name}", Condition(), text)


def _read_cohort_text(path: Path, name: str) -> str:
    data = read_input_file(path, "the cohort file", MAX_COHORT_FILE_BYTES)
    if len(data) > MAX_COHORT_FILE_BYTES:
        raise InputError(
            f"{name} is larger than {MAX_COHORT_FILE_BYTES:,} bytes; a cohort file has a few lines; check the name."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        at = SourceLocation(name, before.count("\n") + 1)
        at.raise_problem(len(before) - before.rfind("\n") - 1, "the file is not UTF-8 text there; save it as UTF-8.")


def _parse_cohort(text: str, file: str, stem: str) -> CustomCohort:
    fields: dict[str, str] = {}
    conditions = []
    for spot, line in _split_condition_lines(text, file):
        named = _FIELD_PATTERN.fullmatch(line)
        if named and "=" not in named[1]:
            _add_cohort_field(fields, named, spot)
        else:
            conditions.append((parse_predicate(line, spot), spot))
    last = SourceLocation(file, max(1, len(text.splitlines())))
    for key in ("title", "definition"):
        if key not in fields:
            last.raise_problem(0, f'"{key}" is missing; add a line "{key}: ...".')
    if not conditions:
        last.raise_problem(0, "no condition; add a line DIMENSION = VALUE, for example city = Miami.")
    condition = combine_predicates(conditions)
    require_narrowing(condition, last)
    return build_custom_cohort(check_cohort_name(fields.get("name", stem), last, 0), fields, condition)


def build_custom_cohort(name: str, texts: Mapping[str, str], condition: Condition) -> CustomCohort:
    """A cohort of a condition; its words as a file has them (``title``, ``title_es`` ...), the others made of those."""
    words = {lang: _complete_words(texts, condition, lang) for lang in LANGUAGES}
    title, definition = (texts[key] for key in ("title", "definition"))
    spanish = (texts.get("title_es", title), texts.get("definition_es", definition))
    return CustomCohort(name, title, spanish[0], definition, spanish[1], condition, words=words)


def _complete_words(texts: Mapping[str, str], condition: Condition, lang: str) -> dict[str, str]:
    """The words of a cohort in a language: Spanish falls back on English, and what is left out on the title."""
    found = {name: localize(texts, name, lang) for name in COHORT_WORDS}
    title, said = localize(texts, "title", lang), load_words(lang)
    known = [registry.load_dimensions()[name] for name in condition.dims]
    present = [each.name for each in known if each.now_not_then]
    made = {
        "in_a_sentence": title,
        "short": title,
        "evidence": said.format_plain("own_cohort.evidence", condition=condition.text),
        "misses": said.format_plain("own_cohort.misses"),
        "wrongly_includes": said.format_plain("own_cohort.wrongly_includes"),
        "note": said.format_plain("note.own_cohort", names=", ".join(present)) if present else "",
    }
    return {name: text or made[name] for name, text in found.items()}


def _split_condition_lines(text: str, file: str) -> Iterator[tuple[SourceLocation, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield SourceLocation(file, number), line


def _add_cohort_field(fields: dict[str, str], found: re.Match[str], spot: SourceLocation) -> None:
    key, value = found[1], found[2].strip()
    if key not in COHORT_FIELDS:
        spot.raise_problem(
            found.start(1), f"{quote_value(key)} is not a field of a cohort{suggest_names(key, COHORT_FIELDS)}"
        )
    if key in fields:
        spot.raise_problem(found.start(1), f'"{key}" is there twice; remove one.')
    if not value:
        spot.raise_problem(found.start(2), f'"{key}" is empty; fill it in.')
    if len(value) > MAX_FIELD_LENGTH or not value.isprintable():
        spot.raise_problem(
            found.start(2),
            f'"{key}" is one line of at most {MAX_FIELD_LENGTH} printable letters; shorten or fix it.',
        )
    fields[key] = check_cohort_name(value, spot, found.start(2) + 1) if key == "name" else value


def check_cohort_name(text: str, spot: SourceLocation, column: int) -> str:
    if not _NAME_PATTERN.fullmatch(text):
        spot.raise_problem(
            column,
            f"{quote_value(text)} is not a valid name; use lowercase letters, digits, underscores, at most 40.",
        )
    if text in RESERVED_COHORT_NAMES or text in list_cohort_names():
        spot.raise_problem(column, f"{quote_value(text)} is the name of another group; choose your own.")
    return text


def require_narrowing(condition: Condition, spot: SourceLocation) -> None:
    """Refuse a dimension that leaves nothing out, or the cohort is all standing orders under another name."""
    for name, levels in condition.dims.items():
        if len(levels) == len(registry.load_dimensions()[name].levels):
            spot.raise_problem(0, f"every value of {name} is listed; remove the condition, which excludes nobody.")


def split_cohort(cohort: CustomCohort) -> list[CustomCohort]:
    """Split the cohort into cohorts that share no case, each of one level a dimension:
    what the gate rounds one by one.
    """
    conditions = [cohort.condition] if cohort.sql else split_condition(cohort.condition)
    if len(conditions) == 1:
        return [replace(cohort, condition=conditions[0])]
    return [replace(cohort, name=f"{cohort.name}STEP{at}", condition=each) for at, each in enumerate(conditions)]


def drop_step_names(rows: pa.Table) -> pa.Table:
    """Return rows of the steps of a cohort as rows of the cohort."""
    import pyarrow.compute as pc  # takes longer to import than a published answer to read

    names = pc.replace_substring_regex(rows.column("cohort"), r"STEP\d+$", "")
    return rows.set_column(rows.column_names.index("cohort"), "cohort", names)
