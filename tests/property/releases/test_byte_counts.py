"""Bytes counted with whole arrays, and the same counts made byte by byte."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.releases import byte_counts
from finalorder.releases.byte_counts import ByteCounts, count_bytes
from finalorder.releases.records import RecordCounter

SIGNS = st.sampled_from([b"\t", b"\r", b"\n", b"\r\n", b" ", b"a", b"\x00", b"\x1f", b"\x7f", b"\x80", b"\xff"])
BLOCKS = st.lists(SIGNS, max_size=60).map(b"".join)


def count_one_by_one(data: bytes) -> ByteCounts:
    pairs = [data[place : place + 2] for place in range(len(data) - 1)]
    edges = [
        pair for pair in pairs if (pair[0] == 32 and pair[1] in b"\t\r\n") or (pair[0] in b"\t\r\n" and pair[1] == 32)
    ]
    return ByteCounts(
        lf=data.count(b"\n"),
        cr=data.count(b"\r"),
        crlf_pairs=pairs.count(b"\r\n"),
        tabs=data.count(b"\t"),
        low=sum(byte < 32 for byte in data),
        high=sum(byte >= 127 for byte in data),
        padded_edges=len(edges) + data.startswith(b" "),
    )


@given(BLOCKS, st.integers(1, 20))
def test_a_block_is_counted_the_same_in_steps_of_any_size(data: bytes, step: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_counts, "COUNTING_STEP", step)
        assert count_bytes(np.frombuffer(data, np.uint8)) == count_one_by_one(data)


@given(st.lists(BLOCKS, max_size=8))
def test_the_second_count_is_the_same_for_pieces_of_any_size(pieces: list[bytes]) -> None:
    meter = RecordCounter()
    passed = b"".join(meter.count_pieces(iter(pieces)))
    assert passed == b"".join(pieces)
    assert meter.bytes == len(passed)
    for by_line_feed, end in ((True, b"\n"), (False, b"\r\n")):
        records = passed.count(end) + (passed != b"" and not passed.endswith(end))
        assert meter.count_records(by_line_feed=by_line_feed) == max(records - 1, 0), (passed, end)
