"""Many members as one stream, made ahead: the next one is inflated while the last rows of another are typed."""

from collections.abc import Generator, Iterator, Sequence
from types import TracebackType
from typing import Self

from finalorder.releases.prefetch import prefetch
from finalorder.releases.sources import Member, ReleaseSource

PIECES_AHEAD = 16


class MemberStreams:
    """The members' bytes, to be taken in the order in which they were listed, each to its end."""

    def __init__(self, source: ReleaseSource, members: Sequence[Member]) -> None:
        self._pieces = prefetch(_read_members(source, members), PIECES_AHEAD)

    def take_pieces(self, member: Member) -> Iterator[bytes]:
        """Take a member's bytes in pieces of about a megabyte.

        :raises FinalorderError: when they are not what the zip's directory declares.
        """
        for owner, piece in self._pieces:
            if owner is not member:
                raise RuntimeError(f"{member.name} is taken while {owner.name} is being read")
            if piece is None:
                return
            yield piece

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop reading, so that whoever reads next finds the file and the helper process idle."""
        self._pieces.close()


def _read_members(
    source: ReleaseSource, members: Sequence[Member]
) -> Generator[tuple[Member, bytes | None], None, None]:
    """Yield each member's pieces, and None after its last one."""
    for member in members:
        for piece in source.read_pieces(member):
            yield member, piece
        yield member, None
