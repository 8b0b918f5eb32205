"""``LAKE/ice``: the facts and lists of all files added so far, replaced as a whole by swapping one link.

A reader sees the tables before an ``add`` or those after it, never a mixture; an ``add`` that fails changes nothing.
"""

import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.errors import DamagedError, InputError, build_write_error
from finalorder.lake import hold_lock, swap_pointer
from finalorder.registry import build_file_notes

VERSIONS_FOLDER = ".versions"
ICE_FOLDER = "ice"
#: where the first edition kept the same
OLD_FOLDER = "context"
TEXT = pa.string()


def _build_schema(**types: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in types.items()])


FACTS = _build_schema(
    metric=TEXT, value=pa.float64(), unit=TEXT, fiscal_year=TEXT, as_of=pa.date32(), period=TEXT, aor=TEXT,
    technology=TEXT, population=TEXT, agency=TEXT, category=TEXT, facility=TEXT, facility_type=TEXT, state=TEXT,
    city=TEXT, source_file=TEXT, sheet=TEXT, cell=TEXT, derivation=TEXT, quality_note=TEXT, checksum=TEXT,
    flag=TEXT, edition_flag=TEXT, saved=pa.date32(),
)  # fmt: skip
AGENCIES = _build_schema(
    status=TEXT, as_of=pa.date32(), state=TEXT, agency=TEXT, agency_key=TEXT, type=TEXT, county=TEXT, model=TEXT,
    model_printed=TEXT, signed=pa.date32(), moa=TEXT, addendum=TEXT, source_file=TEXT, sheet=TEXT, cell=TEXT,
    checksum=TEXT, flag=TEXT, fiscal_year=TEXT,
)  # fmt: skip
PLACES = _build_schema(
    list=TEXT, area=TEXT, state=TEXT, county=TEXT, fips=TEXT, office=TEXT, facility=TEXT, code=TEXT, type=TEXT,
    agency=TEXT, address=TEXT, city=TEXT, zip=TEXT, source_file=TEXT, sheet=TEXT, cell=TEXT, checksum=TEXT,
    as_of=pa.date32(), fiscal_year=TEXT,
)  # fmt: skip
FILES = _build_schema(
    checksum=TEXT, source_file=TEXT, family=TEXT, saved=pa.date32(), facts=pa.int64(), rows=pa.int64()
)
SCHEMAS = {"facts": FACTS, "agencies": AGENCIES, "places": PLACES, "files": FILES}
Tables = dict[str, pa.Table]


def get_ice_folder(lake_dir: Path) -> Path:
    return lake_dir / ICE_FOLDER


def has_ice_files(lake_dir: Path) -> bool:
    """Return whether files of ICE were added to a lake.

    :raises InputError: if the first edition added them.
    """
    if get_ice_folder(lake_dir).exists():
        return True
    if (old := lake_dir / OLD_FOLDER / "files.parquet").exists():
        raise InputError(
            f"{old.parent} holds ICE's figures as the first edition of finalorder kept them; remove that folder and "
            f"add the files again: finalorder ice add FILES --lake {lake_dir}"
        )
    return False


def load_ice_table(lake_dir: Path, name: str) -> pa.Table:
    """Load one table (facts, agencies, places or files); empty when nothing was added yet.

    :raises FinalorderError: if it is damaged, or the first edition wrote it.
    """
    if not has_ice_files(lake_dir):
        return SCHEMAS[name].empty_table()
    path = get_ice_folder(lake_dir) / f"{name}.parquet"
    if not path.exists():
        return SCHEMAS[name].empty_table()
    try:
        return pq.read_table(path, schema=SCHEMAS[name])
    except (pa.ArrowException, OSError) as error:
        raise DamagedError(f"{path} cannot be read; add the ICE files to this lake again.") from error


def build_ice_table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Build rows as a table of that name; columns that a row does not have are empty text or null."""
    schema = SCHEMAS[name]
    blank = {field.name: "" if field.type == TEXT else None for field in schema}
    return pa.Table.from_pylist([{**blank, **row} for row in rows], schema=schema)


@contextmanager
def lock_ice_tables(lake_dir: Path) -> Iterator[None]:
    """Allow one ``add`` at a time on a lake; refuse a second one at once."""
    busy = f"another `ice add` is writing to {lake_dir}; wait until it has finished."
    with hold_lock(lake_dir / VERSIONS_FOLDER / f"{ICE_FOLDER}.lock", busy):
        yield


def publish_ice_tables(lake_dir: Path, tables: Tables) -> None:
    """Write all tables aside, then make them the ones that readers see."""
    draft = lake_dir / VERSIONS_FOLDER / f"{ICE_FOLDER}-{uuid.uuid4().hex[:12]}"
    try:
        draft.mkdir(parents=True)
        for name, content in tables.items():
            notes = dict(build_file_notes(f"ice/{name}"))
            pq.write_table(content.replace_schema_metadata(notes), draft / f"{name}.parquet", compression="zstd")
        _swap_ice_tables(lake_dir, draft)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise build_write_error(
            error, f"cannot write to the lake {lake_dir} ({error.strerror}); nothing was changed."
        ) from error


def _swap_ice_tables(lake_dir: Path, draft: Path) -> None:
    pointer = get_ice_folder(lake_dir)
    before = Path(os.path.realpath(pointer))
    published = swap_pointer(pointer, draft)
    _remove_old_versions(lake_dir, {published.name, before.name})


def _remove_old_versions(lake_dir: Path, keep: set[str]) -> None:
    """Remove versions that no reader can still be opening: all but the new one and the one it replaced."""
    for path in (lake_dir / VERSIONS_FOLDER).glob(f"{ICE_FOLDER}-*"):
        if re.fullmatch(rf"{ICE_FOLDER}-[0-9a-f]{{12}}(\.link)?", path.name) and path.name not in keep:
            with suppress(OSError):
                path.unlink() if path.is_symlink() else shutil.rmtree(path)
