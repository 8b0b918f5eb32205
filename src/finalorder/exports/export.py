"""A table of a lake as a file: found, narrowed, held against what the format can hold, written aside, put in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import history
from finalorder.answers import SIMULATED, UNPROTECTED, build_answer_table, name_stamp
from finalorder.disclosure import PLAN_FOLDER, open_plan
from finalorder.engines import list_part_files
from finalorder.errors import (
    DamagedError,
    FinalorderError,
    InputError,
    NotInLakeError,
    build_write_error,
    quote_value,
    suggest_names,
)
from finalorder.exports import excel, flat, rds, spss, stata
from finalorder.exports.about import About
from finalorder.exports.row_filters import find_column, parse_row_filter, parse_sample
from finalorder.exports.rows import RowSource
from finalorder.exports.variables import Variable, describe_unknown_column, describe_variables, scan_rows
from finalorder.ice import store
from finalorder.lake import Lake, Release
from finalorder.registry import CodebookTable, find_codebook_table, get_code_list, load_codebook
from finalorder.words import Words, load_words

EXPORT_FORMATS = ("dta", "sav", "xlsx", "csv", "parquet", "rds")
_NAME_LENGTHS = {"dta": stata.NAME_LENGTH, "sav": spss.NAME_LENGTH, "rds": 10_000, "xlsx": excel.NAME_LENGTH}
#: what a format can hold: rows, and the bytes of a text
_MOST_ROWS = {"xlsx": excel.MAX_ROWS - 1, "dta": 2**31 - 1, "rds": 2**31 - 1, "sav": 2**31 - 1}
_LONGEST_TEXTS = {"xlsx": excel.MAX_TEXT, "dta": stata.MAX_TEXT, "sav": spss.MAX_TEXT}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is asked for: a table of a release, some columns and rows of it, a format, a language for the labels."""

    table: str
    form: str
    columns: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    sample: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows, variables by the column that each is of, files, stamps."""

    rows: int
    names: dict[str, str]
    files: tuple[Path, ...]
    stamps: tuple[str, ...]


#: rooms of the codebook whose tables are public as they are: no row of them is about a case
_PUBLIC_ROOMS = frozenset({"answers", "ice", "registry", "court_lookups"})
#: those of them in which nothing is simulated, whatever the release
_REAL_ROOMS = frozenset({"ice", "registry"})
#: tables of other rooms that only count rows
_PUBLIC_TABLES = frozenset({"accounting", "columns"})


@dataclass(frozen=True, slots=True)
class _Opened:
    """A table that was found: its description and its rows."""

    table: CodebookTable
    source: RowSource

    @property
    def is_local(self) -> bool:
        """Whether its rows are for this machine alone."""
        return self.table.room not in _PUBLIC_ROOMS and self.table.name not in _PUBLIC_TABLES

    def list_stamps(self, release: Release) -> list[str]:
        """List what every copy of its rows has to carry."""
        simulated = release.simulated and self.table.room not in _REAL_ROOMS
        return [*([SIMULATED] if simulated else []), *([UNPROTECTED] if self.is_local else [])]


def write_export(lake: Lake, release: Release, request: ExportRequest, target: Path) -> Exported:
    """Write a table to a file; nothing is left behind if it cannot be written.

    A published table (``plan/NAME``) is written as the disclosure gate let it out; every other is stamped as local.

    :raises FinalorderError: if there is no such table or column, a condition is not valid, or the format cannot hold
        the table: that is said before anything is written.
    """
    if request.form not in EXPORT_FORMATS:
        raise InputError(f"{quote_value(request.form)} is not a format{suggest_names(request.form, EXPORT_FORMATS)}")
    aside = target.with_name(f".{target.name}.part")
    try:
        opened = _narrow(_open_table(lake, release, request.table), request)
        about = _describe_file(opened, release, request)
        rows, variables, beside = _write(opened, request, about, aside, target)
        aside.replace(target)
    except (pa.ArrowException, OSError) as error:
        raise _explain_failure(error, request.table, target) from error
    finally:
        aside.unlink(missing_ok=True)
    return Exported(rows, {each.column: each.name for each in variables}, (target, *beside), about.stamps)


def _explain_failure(error: Exception, table: str, target: Path) -> FinalorderError:
    """Explain what went wrong on disk: a table that cannot be read, or a file that cannot be written."""
    if isinstance(error, OSError) and error.errno is not None:
        return build_write_error(error, f"cannot write {target} ({error.strerror or error}); choose another file.")
    return DamagedError(f"{table} of the lake cannot be read ({str(error).splitlines()[0]}); build the release again.")


def _open_table(lake: Lake, release: Release, name: str) -> _Opened:
    table = find_codebook_table(name)
    if table is None:
        raise InputError(f"nothing is called {quote_value(name)}{suggest_names(name, _list_names(release))}")
    if table.name != name.lower() and (same := _list_namesakes(name)):
        raise InputError(f"{quote_value(name)} is the name of {' and of '.join(same)}; choose one.")
    folder, _, last = table.name.rpartition("/")
    if folder == PLAN_FOLDER:
        rows = _read_published(release, last)
        return _Opened(table, RowSource((), tuple(rows.schema.names), table=rows))
    if folder == "ice":
        if not store.has_ice_files(lake.path):
            raise NotInLakeError(f"no files of ICE were added to {lake.path}; run `finalorder ice add FILES` first.")
        rows = store.load_ice_table(lake.path, last)
        return _Opened(table, RowSource((), tuple(rows.schema.names), table=rows))
    files = _find_files(lake, release, table.name)
    return _Opened(table, RowSource(files, tuple(pq.read_schema(files[0]).names)))


def _list_namesakes(name: str) -> list[str]:
    """List the tables that a bare name may mean, if there are several."""
    in_a_lake = (each.name for each in load_codebook().values() if not each.name.startswith("brief/"))
    found = [each for each in in_a_lake if each.rpartition("/")[2] == name.lower()]
    return found if len(found) > 1 else []


def _list_names(release: Release) -> list[str]:
    return [
        path.relative_to(release.path).as_posix().removesuffix(".parquet") for path in release.path.rglob("*.parquet")
    ]


def _read_published(release: Release, name: str) -> pa.Table:
    """Read a table of the plan as the gate let it out, hidden rows and all."""
    plan = open_plan(release)
    if plan is None:
        raise NotInLakeError(f"release {release.name} has no published tables; build it without --counting-only.")
    if name not in plan.tables:
        raise InputError(f"the plan has no table {quote_value(name)}{suggest_names(name, list(plan.tables))}")
    return build_answer_table(plan.read_table(name))


def _find_files(lake: Lake, release: Release, name: str) -> list[Path]:
    folder, _, last = name.rpartition("/")
    if folder == "history":
        folder_of_table = history.open_history(lake).find_table_folder(last)
        return sorted(folder_of_table.rglob("*.parquet"))
    if folder == "brief" or name == "answers":
        raise InputError(f"{name} is what answers and briefs are made of, and no table of a lake; export plan/city.")
    path = release.path / f"{name}.parquet"
    if not path.exists():
        raise NotInLakeError(f"release {release.name} has no {name}; run `finalorder build` on it again.")
    return list_part_files(path)


def _narrow(opened: _Opened, request: ExportRequest) -> _Opened:
    """Choose the columns, the conditions and the sample that are asked for."""
    source = opened.source
    asked = tuple(dict.fromkeys(_choose_column(name, opened) for name in request.columns))
    if absent := set(asked) - set(source.columns):
        raise InputError(f"{opened.table.name} of this release has no {', '.join(sorted(absent))}.")
    filters = tuple(parse_row_filter(text, opened.table) for text in request.where)
    share = parse_sample(request.sample, source.count_all()) if request.sample else 1.0
    narrowed = RowSource(source.files, asked or source.columns, filters, share, source.table)
    return _Opened(opened.table, narrowed)


def _choose_column(name: str, opened: _Opened) -> str:
    """Choose a column by its name: one of the file's, though the codebook does not know it, else the codebook's."""
    return name if name in opened.source.columns else find_column(name, opened.table).name


def _describe_file(opened: _Opened, release: Release, request: ExportRequest) -> About:
    words = load_words(request.lang)
    marks = opened.list_stamps(release)
    title = words.format_plain("export.title", table=opened.table.name, release=release.name)
    lines = [opened.table.describe(request.lang), words.format_plain("export.source", source=opened.table.source)]
    if request.where or request.sample:
        asked = "; ".join([*request.where, *([request.sample] if request.sample else [])])
        lines.append(words.format_plain("export.narrowed", asked=asked))
    if opened.is_local:
        lines.append(words.format_plain("export.local"))
    return About(opened.table.name, title, tuple(lines), tuple(name_stamp(mark, request.lang) for mark in marks))


def _write(
    opened: _Opened, request: ExportRequest, about: About, aside: Path, target: Path
) -> tuple[int, list[Variable], list[Path]]:
    source, table, form = opened.source, opened.table, request.form
    columns = [
        table.find_column(name) or describe_unknown_column(name, source.read_schema()) for name in source.columns
    ]
    length = _NAME_LENGTHS.get(form, 10_000)
    variables = describe_variables(columns, source.read_schema(), request.lang, name_length=length)
    rows = scan_rows(source, variables)
    _require_known_values(rows, source, table)
    _require_room(form, rows, variables)
    _WRITERS[form](_Job(source, table, variables, rows, about, load_words(request.lang)), aside)
    beside = [flat.write_csv_codebook(table, source.columns, about, target)] if form == "csv" else []
    return rows, variables, beside


@dataclass(frozen=True, slots=True)
class _Job:
    """What a writer is handed."""

    source: RowSource
    table: CodebookTable
    variables: Sequence[Variable]
    rows: int
    about: About
    words: Words


_WRITERS: dict[str, Callable[[_Job, Path], None]] = {
    "dta": lambda job, path: stata.write_stata(job.source, job.variables, job.rows, job.about, path),
    "sav": lambda job, path: spss.write_spss(job.source, job.variables, job.rows, job.about, path),
    "rds": lambda job, path: rds.write_rds(job.source, job.variables, job.rows, job.about, path),
    "xlsx": lambda job, path: excel.write_excel(job.source, job.variables, job.about, job.words, path),
    "csv": lambda job, path: flat.write_csv(job.source, path),
    "parquet": lambda job, path: flat.write_parquet(job.source, job.table, job.about, path),
}


def _require_known_values(rows: int, source: RowSource, table: CodebookTable) -> None:
    """Require that a condition which no row meets is not a mistyped code.

    :raises InputError: if it names a code that its list does not have; the nearest is offered.
    """
    for each in source.filters if rows == 0 else ():
        codes = list(get_code_list(find_column(each.column, table)))
        for value in each.values:
            if codes and each.operator == "=" and value is not None and value not in codes:
                raise InputError(f"no row has {each.column} = {quote_value(value)}{suggest_names(str(value), codes)}")


def _require_room(form: str, rows: int, variables: Sequence[Variable]) -> None:
    """Require that the format can hold the rows and the texts.

    :raises InputError: if it cannot; with what can be done.
    """
    most = _MOST_ROWS.get(form)
    if most is not None and rows > most:
        share = max(1, most * 100 // rows)
        raise InputError(
            f"{form} holds {most:,} rows, and this has {rows:,}; narrow it with --where, take --sample {share}%, or "
            "choose csv or parquet."
        )
    longest = _LONGEST_TEXTS.get(form)
    long = [each.column for each in variables if longest is not None and each.width > longest]
    if long:
        raise InputError(
            f"{form} holds texts of {longest:,} bytes, and {', '.join(long)} has longer ones; leave it out with "
            "--columns, or choose csv, parquet or rds."
        )
