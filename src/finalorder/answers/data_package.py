"""A folder of files as a data package (Frictionless Data): each file with its digest, each column with its sentence."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from finalorder.registry import describe_table_schema, find_codebook_table

#: the licence of pages, charts and tables; the court's data themselves are in the public domain
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file of a package: its path, its bytes, and the table of the codebook that it holds."""

    path: str
    content: bytes
    table: str

    @property
    def kind(self) -> str:
        """The format, from the ending of the name."""
        return self.path.rpartition(".")[2]


def format_data_package(about: Mapping[str, Any], files: Iterable[PackagedFile]) -> str:
    """Format ``datapackage.json``: what the package is, its licence, and every file.

    :param about: at least ``name`` and ``title``; ``stamps`` and ``sources`` where there are any.
    """
    package = {
        "profile": "data-package",
        **about,
        "licenses": [LICENCE],
        "resources": [describe_resource(each) for each in files],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def describe_resource(file: PackagedFile) -> dict[str, Any]:
    """Describe one file: what a row is, its bytes and digest; of CSV every column."""
    table = find_codebook_table(file.table)
    described: dict[str, Any] = {
        "name": file.path.replace("/", "-").replace(".", "-").lower(),
        "path": file.path,
        "format": file.kind,
        "mediatype": _MEDIA_TYPES[file.kind],
        "encoding": "utf-8",
        "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
    }
    if table is not None:
        described |= {"description": table.en, "description_es": table.es}
        if file.kind == "csv":
            header = file.content.partition(b"\n")[0].decode().strip().split(",")
            schema = describe_table_schema(table.narrow(name.strip('"') for name in header))
            described |= {"profile": "tabular-data-resource", "schema": schema}
    return described
