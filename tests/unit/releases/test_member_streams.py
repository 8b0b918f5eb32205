"""Members that are read ahead of whoever takes them."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from finalorder.errors import DamagedError
from finalorder.releases.member_streams import MemberStreams
from finalorder.releases.sources import Member

MEMBERS = tuple(Member(f"{name}.csv", f"{name}.csv", "file", 2, 2, None) for name in "abc")


class ThreeMembers:
    """A release of three members, of which one may be broken."""

    path = Path("release")
    members = MEMBERS

    def __init__(self, broken: Member | None = None) -> None:
        self.broken = broken
        self.begun: list[str] = []

    def read_pieces(self, member: Member) -> Iterator[bytes]:
        """Two pieces of a byte, or one and an error."""
        self.begun.append(member.name)
        yield member.name[:1].encode()
        if member is self.broken:
            raise DamagedError("this member is broken")
        yield b"!"

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def test_each_member_has_its_own_bytes() -> None:
    with MemberStreams(ThreeMembers(), MEMBERS) as streams:
        assert [list(streams.take_pieces(member)) for member in MEMBERS] == [[b"a", b"!"], [b"b", b"!"], [b"c", b"!"]]


def test_a_broken_member_is_reported_to_whoever_takes_it() -> None:
    with MemberStreams(ThreeMembers(broken=MEMBERS[1]), MEMBERS) as streams:
        assert list(streams.take_pieces(MEMBERS[0])) == [b"a", b"!"]
        with pytest.raises(DamagedError, match="this member is broken"):
            list(streams.take_pieces(MEMBERS[1]))


def test_members_are_not_taken_out_of_their_order() -> None:
    with MemberStreams(ThreeMembers(), MEMBERS) as streams, pytest.raises(RuntimeError, match=r"b\.csv is taken"):
        list(streams.take_pieces(MEMBERS[1]))


def test_nothing_more_is_read_once_the_streams_are_closed() -> None:
    source = ThreeMembers()
    endless = MEMBERS * 100
    with MemberStreams(source, endless) as streams:
        list(streams.take_pieces(MEMBERS[0]))
    begun = len(source.begun)
    assert 1 <= begun < len(endless)
