"""The catalog as ``.mo`` files, one a language, so that a command need not parse it: made when the package is built.

Babel reads ``es.po`` and writes these; gettext looks messages up in them by id. It stands by itself (``hatch_build.py``
loads it before there is a package).
"""

import hashlib
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE, ENGLISH = "es.po", "en"
#: by the names that babel knows
LOCALES = {lang: f"{lang}_US" for lang in ("en", "es")}


@cache
def read_catalog(folder: Path) -> "Catalog":
    """Read the catalog of a folder; babel's own error if it is damaged."""
    from babel.messages.pofile import read_po

    with (folder / SOURCE).open("rb") as file:
        return read_po(file, locale=LOCALES["es"], abort_invalid=True)


def digest_source(folder: Path) -> str:
    """Return the digest of the catalog of a folder and of what compiles it: the version of the files made of them."""
    return hashlib.sha256((folder / SOURCE).read_bytes() + Path(__file__).read_bytes()).hexdigest()


def compile_language(folder: Path, lang: str) -> bytes:
    """Compile a ``.mo`` file of the messages of a language by their ids.

    Every message has the forms of a plural, alike where no number chooses, so that all are looked up in one way.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    source = read_catalog(folder)
    day = source.revision_date if isinstance(source.revision_date, datetime) else None
    compiled = Catalog(
        locale=LOCALES[lang], project="finalorder", version=digest_source(folder), creation_date=day, revision_date=day
    )
    for message in source:
        if message.context:
            forms = message.id if lang == ENGLISH else message.string or ""
            both = (forms, forms) if isinstance(forms, str) else tuple(forms)
            compiled.add((message.context, message.context), both)
    written = BytesIO()
    write_mo(written, compiled)
    return written.getvalue()


def write_compiled(folder: Path) -> list[Path]:
    """Write the ``.mo`` files of the catalog of a folder beside it."""
    found = {folder / f"{lang}.mo": compile_language(folder, lang) for lang in LOCALES}
    for path, content in found.items():
        path.write_bytes(content)
    return list(found)
