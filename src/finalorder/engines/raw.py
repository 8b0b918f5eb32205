"""What a query answers before the disclosure gate: a table that cannot be printed or written."""

from typing import Any, NoReturn

import pyarrow as pa


class Raw:
    """A table of unprotected counts. Only ``finalorder.disclosure`` looks inside.

    It has no printable form and no serialiser, so that a number cannot leave by accident: ``print``, ``str``,
    formatting, pickling and iteration all raise ``TypeError``.
    """

    __slots__ = ("_table",)

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def _refuse(self, *_: Any) -> NoReturn:
        raise TypeError(
            "a Raw table has no printable form; pass it through finalorder.disclosure.apply_disclosure_control"
        )

    __repr__ = __str__ = __iter__ = __reduce__ = __getstate__ = __len__ = __bool__ = _refuse

    def __format__(self, spec: str) -> str:
        self._refuse(spec)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        self._refuse(protocol)


def unwrap(raw: Raw) -> pa.Table:
    """Return the table inside; for ``finalorder.disclosure`` and its tests only (a layer test holds that)."""
    return raw._table
