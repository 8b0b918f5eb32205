"""An account of the U.S. removal pipeline, from the immigration courts' own public records, that anyone can check.

``import finalorder`` is immediate: engines and chart libraries are loaded by the functions that need them. The
functions of every command are in :mod:`finalorder.api`; those that a first script needs are here too.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finalorder.api import (
        ask,
        brief,
        build,
        check,
        derive,
        describe,
        export,
        list_cohorts,
        list_dimensions,
        list_methods,
        list_operations,
        list_values,
        measure,
        open,
        publish,
        reproduce,
        scope,
        simulate,
    )

    __version__: str

__all__ = [
    "__version__",
    "ask",
    "brief",
    "build",
    "check",
    "derive",
    "describe",
    "export",
    "list_cohorts",
    "list_dimensions",
    "list_methods",
    "list_operations",
    "list_values",
    "measure",
    "open",
    "publish",
    "reproduce",
    "scope",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("finalorder")
    if name in __all__ or name == "api":
        api = import_module("finalorder.api")

        return api if name == "api" else getattr(api, name)
    from finalorder.errors import suggest_names

    hint = suggest_names(name, __all__) if not name.startswith("_") else "."
    raise AttributeError(f"module finalorder has no attribute {name}{hint}")


def __dir__() -> list[str]:
    return sorted([*__all__, "api"])
