"""An account of the U.S. removal pipeline, from the immigration courts' own public records, that anyone can check.

``import finalorder`` is immediate: engines and chart libraries are loaded by the functions that need them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finalorder.api import brief, build, derive, measure, open, scope

__all__ = ["brief", "build", "derive", "measure", "open", "scope"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from finalorder import api

        return getattr(api, name)
    raise AttributeError(f"module finalorder has no attribute {name}")
