"""Inflating: stored, Deflate and Deflate64 members as a stream of pieces, never more than a member declares.

Deflate64 needs ``inflate64``, which holds the interpreter's lock while it works; members of more than a megabyte are
therefore inflated in a process of their own, which lives as long as the release is open.
"""

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

import inflate64

from finalorder.errors import DamagedError

PIECE_BYTES = 1 << 20
# A Deflate64 code can stand for 26,000 bytes, so that what is fed at once decides what a bomb can make at once.
FEED_BYTES = 1 << 12
FRAME_HEADER = struct.Struct(">I")
BROKEN_MEMBER = 0xFFFFFFFF
PIPE_BYTES = 1 << 20


def read_stored(file: BinaryIO, compressed: int) -> Iterator[bytes]:
    """Read the bytes of a member that is not compressed."""
    left = compressed
    while left and (piece := file.read(min(PIECE_BYTES, left))):
        left -= len(piece)
        yield piece


def inflate_deflate(file: BinaryIO, compressed: int) -> Iterator[bytes]:
    """Yield the bytes of a Deflate member, at most a megabyte at a time."""
    inflater = zlib.decompressobj(-15)
    for piece in read_stored(file, compressed):
        rest = piece
        while rest and not inflater.eof:
            yield inflater.decompress(rest, PIECE_BYTES)
            rest = inflater.unconsumed_tail
        if inflater.eof:
            return
    while tail := inflater.decompress(inflater.unconsumed_tail, PIECE_BYTES):
        yield tail
    if not inflater.eof:
        raise EOFError


def inflate_deflate64(file: BinaryIO, compressed: int) -> Iterator[bytes]:
    """Yield the bytes of a Deflate64 member, in this process."""
    inflater = inflate64.Inflater()
    # inflate64 1.0.4 never lets go of what it was fed; fed from one buffer again and again, that is one buffer.
    mouthful = bytearray(FEED_BYTES)
    left = compressed
    while left and (taken := file.readinto(memoryview(mouthful)[: min(FEED_BYTES, left)])):  # type: ignore[attr-defined]  # binary files have it; typing.BinaryIO leaves it out
        left -= taken
        yield inflater.inflate(mouthful if taken == FEED_BYTES else bytes(mouthful[:taken]))
        if inflater.eof:
            return
    if not inflater.eof:
        raise EOFError


def merge_pieces(small: Iterator[bytes]) -> Iterator[bytes]:
    """Merge the same bytes in pieces of about a megabyte."""
    held: list[bytes] = []
    size = 0
    for piece in small:
        held.append(piece)
        size += len(piece)
        if size >= PIECE_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


class InflateProcess:
    """A process that inflates Deflate64 members of one file, one after the other."""

    def __init__(self, path: str) -> None:
        code = "from finalorder.releases.inflate import serve; serve()"
        settings = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
        self._path = path
        self.is_open = True
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=settings
        )
        _widen_pipe(self._output)

    @property
    def _output(self) -> BinaryIO:
        stream = self._process.stdout
        if stream is None:
            raise EOFError
        return stream  # type: ignore[return-value]  # Popen's pipe is binary; typeshed calls it IO[bytes]

    def inflate(self, offset: int, compressed: int) -> Iterator[bytes]:
        """Yield the bytes of the Deflate64 data at that place of the file."""
        if self._process.stdin is None:
            raise EOFError
        self._process.stdin.write(f"{offset} {compressed}\n".encode())
        self._process.stdin.flush()
        is_whole = False
        try:
            while length := self._read_frame_length():
                if length == BROKEN_MEMBER:
                    raise EOFError
                yield self._read_exactly(length)
            is_whole = True
        finally:
            # A member that was not read to its end leaves answers in the pipe that nobody wants.
            if not is_whole:
                self.close()

    def _read_frame_length(self) -> int:
        (length,) = FRAME_HEADER.unpack(self._read_exactly(FRAME_HEADER.size))
        return int(length)

    def _read_exactly(self, size: int) -> bytes:
        data = self._output.read(size)
        if len(data) != size:
            raise DamagedError(
                f"{self._path}: the process that inflates Deflate64 members was stopped; run the command again."
            )
        return data

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self.is_open = False
        with suppress(OSError):
            self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._process.wait()


def _widen_pipe(stream: BinaryIO) -> None:
    with suppress(ImportError, OSError, AttributeError):
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def serve() -> None:
    """What the helper process runs: read ``offset size`` lines, answer with frames of inflated bytes."""
    out = sys.stdout.buffer
    with suppress(BrokenPipeError, KeyboardInterrupt), open(sys.argv[1], "rb", PIECE_BYTES) as file:  # noqa: PTH123 - a raw path
        for line in sys.stdin.buffer:
            offset, compressed = (int(part) for part in line.split())
            file.seek(offset)
            _send_frames(out, merge_pieces(inflate_deflate64(file, compressed)))
    # A parent that was killed leaves a broken pipe; closing it here would print a traceback nobody reads.
    os._exit(0)


def _send_frames(out: BinaryIO, pieces: Iterator[bytes]) -> None:
    try:
        for piece in pieces:
            if piece:
                out.write(FRAME_HEADER.pack(len(piece)))
                out.write(piece)
    except (ValueError, EOFError, MemoryError):
        out.write(FRAME_HEADER.pack(BROKEN_MEMBER))
    else:
        out.write(FRAME_HEADER.pack(0))
    out.flush()
