"""Check that every library that finalorder or one of its extras brings has a licence that may be passed on with it.

python tools/check_licences.py [--list]    # exit 1 for a licence that is unknown or not in the list below
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.markers import default_environment
from packaging.requirements import Requirement

PROJECT = "finalorder"
#: licences that ask for no more than their text and a notice, as SPDX names them
PERMITTED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-0"),
        *("MIT-CMU", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib"),
    }
)
#: copyleft of single files, or of a library that we neither change nor put into our files: pip installs it by itself
LOOKED_AT = {"certifi": "MPL-2.0", "inflate64": "LGPL"}
#: libraries whose metadata do not say it in a way that a program reads; read in their licence file
READ_BY_HAND: dict[str, str] = {}
#: what classifiers and old fields call them
SPELLINGS = (
    (r"apache.*2|^apache( software)?( license)?$", "Apache-2.0"),
    (r"mit-cmu|hpnd", "MIT-CMU"),
    (r"\bmit\b", "MIT"),
    (r"3-clause|bsd-3|new bsd|modified bsd", "BSD-3-Clause"),
    (r"2-clause|bsd-2|simplified bsd", "BSD-2-Clause"),
    (r"^bsd( license)?$", "BSD-3-Clause"),
    (r"isc", "ISC"),
    (r"python software foundation|psf", "PSF-2.0"),
    (r"mozilla|mpl", "MPL-2.0"),
    (r"lesser general|lgpl", "LGPL"),
    (r"general public|gpl", "GPL"),
    (r"unlicense", "Unlicense"),
    (r"zlib", "Zlib"),
)


def list_libraries() -> dict[str, Distribution | None]:
    """Every library that the project needs, with all extras; None for one that is missing here."""
    found: dict[str, Distribution | None] = {}
    waiting = [(Requirement(f"{PROJECT}[{','.join(_list_extras())}]"))]
    while waiting:
        needed = waiting.pop()
        name = re.sub(r"[-_.]+", "-", needed.name).lower()
        seen = name in found
        if not seen:
            found[name] = _find(name)
        installed = found[name]
        if installed is not None and (not seen or needed.extras):
            waiting += _list_needs(installed, needed.extras) if not seen or name == PROJECT else []
    del found[PROJECT]
    return dict(sorted(found.items()))


def _list_extras() -> list[str]:
    return distribution(PROJECT).metadata.get_all("Provides-Extra") or []


def _find(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _list_needs(installed: Distribution, extras: set[str]) -> list[Requirement]:
    needs = map(Requirement, installed.requires or [])
    environments = [{**default_environment(), "extra": extra} for extra in ("", *extras)]
    return [each for each in needs if each.marker is None or any(map(each.marker.evaluate, environments))]


def name_licences(installed: Distribution) -> frozenset[str]:
    """The licences of a library as SPDX names them; empty if its metadata do not say."""
    data = installed.metadata
    if said := data.get("License-Expression"):
        return frozenset(re.findall(r"[A-Za-z0-9][\w.+-]*", re.sub(r"\b(AND|OR|WITH)\b", " ", said)))
    classifiers = [each.split(" :: ")[-1] for each in data.get_all("Classifier") or [] if each.startswith("License ::")]
    field = (data.get("License") or "").split("\n", maxsplit=1)[0]
    texts = [each for each in classifiers if each != "OSI Approved"] or [field]
    return frozenset(filter(None, map(_translate, texts)))


def _translate(text: str) -> str:
    if text in PERMITTED:
        return text
    return next((name for pattern, name in SPELLINGS if re.search(pattern, text.lower())), "")


def find_breaches(libraries: dict[str, Distribution | None]) -> Iterator[str]:
    """Every library whose licence is unknown, or none that may be passed on without a look, a line each."""
    for name, installed in libraries.items():
        if name in READ_BY_HAND:
            continue
        if installed is None:
            yield f"{name}: not installed here, so its licence is unknown; install every extra"
            continue
        licences = name_licences(installed)
        if not licences:
            yield f"{name}: its metadata name no licence; read its licence file and write it down"
        for licence in sorted(licences - PERMITTED):
            if LOOKED_AT.get(name) != licence:
                yield f"{name}: {licence} is not in the list of licences that may be passed on"


def main() -> int:
    """Print the breaches, or with ``--list`` every library with its licences."""
    libraries = list_libraries()
    if "--list" in sys.argv:
        for name, installed in libraries.items():
            named = ", ".join(sorted(name_licences(installed))) if installed else "not installed"
            print(f"{name} {installed.version if installed else ''}: {READ_BY_HAND.get(name) or named}")
        return 0
    breaches = list(find_breaches(libraries))
    print("\n".join(breaches) or f"licences: {len(libraries)} libraries, each may be passed on")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
