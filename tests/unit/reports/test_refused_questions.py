"""A question that disclosure control refuses is remembered as refused, and is not an empty answer."""

from datetime import date
from typing import Any, cast

import pytest

from finalorder.errors import NotInLakeError, RefusedError
from finalorder.lake import Release
from finalorder.reports import court_records
from finalorder.reports.court_records import CourtRecords, RecordQuestion

QUESTION = RecordQuestion(measure="in_absentia", methods=("M9",), day=date(2019, 6, 21))


@pytest.mark.parametrize(
    ("error", "refused"), [(RefusedError("too narrow."), {QUESTION}), (NotInLakeError("no."), set())]
)
def test_only_a_refusal_is_remembered_as_one(
    error: Exception, refused: set[RecordQuestion], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(court_records, "measure_release", fail)
    records = CourtRecords(cast("Release", None), "public")
    assert records.find_rows(QUESTION) == ()
    assert records.refused == refused
