"""A question as a value: what is asked, in one canonical form that commands, library, answers and pages share.

``make_question`` takes it as people write it (any order, any spelling of a dimension or a level) and gives the one form
of it; ``str`` prints that on a line that can stand in an address, ``to_command`` as the command that asks it, and
``parse_question`` and ``parse_command`` read either back::

    measure/in_absentia?method=M1a,M4&by=city&where=custody:N,R&as_of=2019-06-21
    finalorder measure in_absentia --method M1a,M4 --by city --where custody=N,R --as-of 2019-06-21
"""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Self, TypedDict, Unpack
from urllib.parse import quote, unquote

from finalorder.answers.conditions import Condition, parse_conditions, parse_dimension, parse_level
from finalorder.answers.level_ranges import abridge_levels
from finalorder.answers.rows import make_natural_sort_key
from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.registry import load_dimensions

#: what can be asked, and the words of the command line that ask it; those that end in "" take a subject
COMMAND_WORDS: Mapping[str, tuple[str, ...]] = {
    "measure": ("measure", ""),
    "scope": ("scope", ""),
    "brief": ("brief", ""),
    "flow": ("cohorts", "--flow"),
    "revisions": ("operation", "diff", ""),
    "compare": ("compare", ""),
    "verify": ("verify",),
    "fit": ("fit",),
    "hazards": ("fit", "--hazards"),
    "ice": ("ice", "show", ""),
    "diff": ("diff", ""),
    "triangle": ("revisions", ""),
    "forecast": ("forecast", "--from", ""),
    "backtest": ("backtest", "--from", ""),
}
#: kinds whose subject is a name of ours, in small letters with underscores; others are ids and paths, as they are
NAMED_SUBJECTS = ("measure", "compare", "ice", "triangle")
#: kinds whose subject is one or two ids or paths, quoted as a shell has them
SEVERAL_SUBJECTS = ("revisions", "diff")
#: options that list several values with commas between them, and the fields that they fill
LISTED_OPTIONS = {"method": "methods", "by": "by", "table": "tables"}
LANGUAGE, PROFILE = "en", "public"


class QuestionOptions(TypedDict, total=False):
    """What a question says besides its subject, as people write it."""

    methods: Sequence[str]
    by: Sequence[str]
    where: Sequence[str]
    city: str | None
    own: Sequence[str | Path]
    tables: Sequence[str]
    release: str | None
    as_of: date | None
    profile: str
    lang: str
    until: str
    scenario: str


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """What is asked, in its canonical form; :func:`make_question` makes one.

    ``methods`` are empty for every method; ``where`` are dimensions with the levels that are in; ``own`` are files of
    cohorts of one's own. An empty ``release`` is the newest, and no ``as_of`` the day that the kind of question has.
    """

    kind: str
    subject: str = ""
    methods: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    city: str = ""
    own: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    release: str = ""
    as_of: date | None = None
    profile: str = PROFILE
    lang: str = LANGUAGE
    until: str = ""
    scenario: str = ""

    @property
    def condition(self) -> Condition:
        """Return the condition that all of ``where`` holds."""
        return Condition(dict(self.where))

    def __str__(self) -> str:
        options = "&".join(f"{name}={text}" for name, text in self._list_options(":", _quote_item))
        path = "/".join(filter(None, (self.kind, quote(self.subject, safe="/"))))
        return f"{path}?{options}" if options else path

    def __repr__(self) -> str:
        return f"<Question {self}>"

    def resolve(self, release: str, day: date) -> Self:
        """Fill in what the question left open: the release and the day that answer it."""
        return replace(self, release=release, as_of=self.as_of or day)

    def to_command(self, lake: str | Path = "") -> str:
        """Write the command that asks it, of a lake if one is given."""
        subject = shlex.split(self.subject) if self.kind in SEVERAL_SUBJECTS else [self.subject]
        words = ["finalorder"]
        for word in COMMAND_WORDS[self.kind]:
            words += [word] if word else subject
        words += ["--lake", str(lake)] if lake else []
        for name, text in self._list_options("=", str):
            words += [OPTION_BY_FIELD[name], text]
        return shlex.join(words)

    def _list_options(self, equals: str, write: Any) -> Iterable[tuple[str, str]]:
        """List every option that is not as usual, by its name in an address."""
        for name, listed in (("method", self.methods), ("by", self.by), ("table", self.tables)):
            if listed:
                yield name, ",".join(map(write, listed))
        for dimension, levels in self.where:
            yield "where", f"{dimension}{equals}{','.join(map(write, abridge_levels(dimension, levels)))}"
        yield from (("cohort", write(path)) for path in self.own)
        day = self.as_of.isoformat() if self.as_of else ""
        ahead = (("until", self.until), ("scenario", self.scenario))
        for name, text in (("city", self.city), ("as_of", day), ("release", self.release), *ahead):
            if text:
                yield name, write(text)
        for name, text, usual in (("profile", self.profile, PROFILE), ("lang", self.lang, LANGUAGE)):
            if text != usual:
                yield name, write(text)


#: the option of the command line for each name of an address
OPTION_BY_FIELD = {
    "method": "--method",
    "by": "--by",
    "where": "--where",
    "cohort": "--cohort",
    "table": "--table",
    "city": "--city",
    "as_of": "--as-of",
    "release": "--release",
    "profile": "--disclosure",
    "lang": "--lang",
    "until": "--until",
    "scenario": "--scenario",
}

#: what a kind of question splits rows of the file by that no case can be split by
ROW_SPLITS: Mapping[str, tuple[str, ...]] = {"diff": ("application",)}


def make_question(kind: str, subject: str = "", **asked: Unpack[QuestionOptions]) -> Question:
    """Make a question in its canonical form, whatever order or spelling it was written in.

    :raises InputError: if a kind, dimension, level or city is unknown, naming the nearest that is valid.
    """
    if kind not in COMMAND_WORDS:
        raise InputError(f"there is no question {quote_value(kind)}{suggest_names(kind, COMMAND_WORDS)}")
    name = subject.strip().lower().replace("-", "_") if kind in NAMED_SUBJECTS else subject
    city = asked.get("city") or ""
    return Question(
        kind,
        name,
        methods=_order_methods(asked.get("methods", ())),
        by=_order_dimensions(asked.get("by", ()), ROW_SPLITS.get(kind, ())),
        where=tuple(parse_conditions(list(asked.get("where", ()))).dims.items()),
        city=parse_level("city", city) if city and kind == "flow" else city,
        own=tuple(sorted({str(path) for path in asked.get("own", ())})),
        tables=tuple(sorted({name.strip().lower() for name in asked.get("tables", ())} - {""})),
        release=asked.get("release") or "",
        as_of=asked.get("as_of"),
        profile=asked.get("profile", PROFILE),
        lang=asked.get("lang", LANGUAGE),
        until=asked.get("until", ""),
        scenario=asked.get("scenario", ""),
    )


def as_question(kind: str, asked: str | Question, options: QuestionOptions) -> Question:
    """Return the question itself, or make the one that a subject and options ask.

    :raises InputError: as :func:`make_question`, and if a question comes with options or is of another kind.
    """
    if not isinstance(asked, Question):
        return make_question(kind, asked, **options)
    if options or asked.kind != kind:
        raise InputError(f"{asked} is a whole question; ask it as it is, with `{asked.to_command()}`.")
    return asked


def _order_methods(names: Sequence[str]) -> tuple[str, ...]:
    """Sort the methods named, each once; none where every one is asked for."""
    found = {name.strip() for name in names} - {""}
    if any(name.lower() == "all" for name in found):
        return ()
    return tuple(sorted(found, key=make_natural_sort_key))


def _order_dimensions(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Put the dimensions named into the registry's order, each once, and other splits that a kind has after them."""
    asked = [name.strip() for name in names if name.strip()]
    found = {name if name in others else parse_dimension(name).name for name in asked}
    return tuple(name for name in (*load_dimensions(), *others) if name in found)


def parse_question(text: str) -> Question:
    """Read the question of a line that ``str`` printed, or that someone wrote in its manner.

    :raises InputError: if it is not one, or as :func:`make_question`.
    """
    path, _, options = text.strip().partition("?")
    kind, _, subject = path.partition("/")
    given = [item.partition("=") for item in options.split("&") if item]
    return _read_question(kind, unquote(subject), ((name, value) for name, _, value in given), ":", unquote)


def parse_command(text: str) -> Question:
    """Read the question of a ``finalorder`` command line; its lake and output options are not part of it.

    :raises InputError: if the command asks nothing, or as :func:`make_question`.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise InputError(f"{quote_value(text)} is not a command line ({error}).") from error
    words = words[words[:1] == ["finalorder"] :]
    for kind, wanted in sorted(COMMAND_WORDS.items(), key=lambda item: -len(item[1])):
        fixed = [word for word in wanted if word]
        if words[: len(fixed)] == fixed:
            rest = words[len(fixed) :]
            count = _count_subjects(kind, rest) if "" in wanted else 0
            subject = shlex.join(rest[:count]) if kind in SEVERAL_SUBJECTS else "".join(rest[:count])
            return _read_question(kind, subject, _pair_options(rest[count:]), "=", str)
    raise InputError(f"{quote_value(text)} asks nothing; the commands that do are {', '.join(_list_commands())}.")


def _count_subjects(kind: str, words: Sequence[str]) -> int:
    """Count the words after a command that are its subject."""
    if kind not in SEVERAL_SUBJECTS:
        return min(1, len(words))
    return next((at for at, word in enumerate(words) if word.startswith("-")), len(words))


def _list_commands() -> list[str]:
    return [" ".join(filter(None, words)) for words in COMMAND_WORDS.values()]


def _pair_options(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Pair options with their values by their names in an address; leave out ``--lake`` and output options."""
    names = {option: name for name, option in OPTION_BY_FIELD.items()}
    if len(words) % 2:
        raise InputError(f"{quote_value(words[-1])} has no value; give one after it.")
    for option, value in zip(words[::2], words[1::2], strict=True):
        if option not in ("--lake", "--format", "--out"):
            yield names.get(option, option), value


def _read_question(kind: str, subject: str, given: Iterable[tuple[str, str]], equals: str, read: Any) -> Question:
    asked: dict[str, Any] = {"methods": [], "by": [], "where": [], "own": [], "tables": []}
    for name, value in given:
        if name == "where":
            dimension, _, levels = value.partition(equals)
            asked["where"].append(f"{dimension}={','.join(read(level) for level in levels.split(','))}")
        elif name == "cohort":
            asked["own"].append(read(value))
        elif name in LISTED_OPTIONS:
            asked[LISTED_OPTIONS[name]] += [read(item) for item in value.split(",")]
        elif name in OPTION_BY_FIELD:
            asked[name] = _read_day(read(value)) if name == "as_of" else read(value)
        else:
            raise InputError(f"there is no option {quote_value(name)}{suggest_names(name, OPTION_BY_FIELD)}")
    return make_question(kind, subject, **asked)


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{quote_value(text)} is not a valid date; use YYYY-MM-DD, for example 2019-06-21.") from error


def _quote_item(text: str) -> str:
    return quote(text, safe="")
