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

from finalorder.errors import Problem

PIECE = 1 << 20
# A Deflate64 code can stand for 26,000 bytes, so that what is fed at once decides what a bomb can make at once.
MOUTHFUL = 1 << 12
FRAME = struct.Struct(">I")
BROKEN = 0xFFFFFFFF
PIPE_SIZE = 1 << 20


def stored(file: BinaryIO, compressed: int) -> Iterator[bytes]:
    """The bytes of a member that is not compressed."""
    left = compressed
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


def deflated(file: BinaryIO, compressed: int) -> Iterator[bytes]:
    """The bytes of a Deflate member, at most a megabyte at a time."""
    inflater = zlib.decompressobj(-15)
    for piece in stored(file, compressed):
        rest = piece
        while rest and not inflater.eof:
            yield inflater.decompress(rest, PIECE)
            rest = inflater.unconsumed_tail
        if inflater.eof:
            return
    while tail := inflater.decompress(inflater.unconsumed_tail, PIECE):
        yield tail
    if not inflater.eof:
        raise EOFError


def deflated64(file: BinaryIO, compressed: int) -> Iterator[bytes]:
    """The bytes of a Deflate64 member, in this process."""
    inflater = inflate64.Inflater()
    # inflate64 1.0.4 never lets go of what it was fed; fed from one buffer again and again, that is one buffer.
    mouthful = bytearray(MOUTHFUL)
    left = compressed
    while left and (taken := file.readinto(memoryview(mouthful)[: min(MOUTHFUL, left)])):  # type: ignore[attr-defined]  # binary files have it; typing.BinaryIO leaves it out
        left -= taken
        yield inflater.inflate(mouthful if taken == MOUTHFUL else bytes(mouthful[:taken]))
        if inflater.eof:
            return
    if not inflater.eof:
        raise EOFError


def in_pieces(small: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of about a megabyte."""
    held: list[bytes] = []
    size = 0
    for piece in small:
        held.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


class Helper:
    """A process that inflates Deflate64 members of one file, one after the other."""

    def __init__(self, path: str) -> None:
        code = "from finalorder.releases.inflating import serve; serve()"
        settings = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
        self._path = path
        self.is_open = True
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=settings
        )
        _widen(self._answers)

    @property
    def _answers(self) -> BinaryIO:
        stream = self._process.stdout
        if stream is None:
            raise EOFError
        return stream  # type: ignore[return-value]  # Popen's pipe is binary; typeshed calls it IO[bytes]

    def inflate(self, offset: int, compressed: int) -> Iterator[bytes]:
        """The bytes of the Deflate64 data at that place of the file."""
        if self._process.stdin is None:
            raise EOFError
        self._process.stdin.write(f"{offset} {compressed}\n".encode())
        self._process.stdin.flush()
        is_whole = False
        try:
            while length := self._length():
                if length == BROKEN:
                    raise EOFError
                yield self._exactly(length)
            is_whole = True
        finally:
            # A member that was not read to its end leaves answers in the pipe that nobody wants.
            if not is_whole:
                self.close()

    def _length(self) -> int:
        (length,) = FRAME.unpack(self._exactly(FRAME.size))
        return int(length)

    def _exactly(self, size: int) -> bytes:
        data = self._answers.read(size)
        if len(data) != size:
            raise Problem(
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


def _widen(stream: BinaryIO) -> None:
    with suppress(ImportError, OSError, AttributeError):
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, PIPE_SIZE)


def serve() -> None:
    """What the helper process runs: read ``offset size`` lines, answer with frames of inflated bytes."""
    out = sys.stdout.buffer
    with suppress(BrokenPipeError, KeyboardInterrupt), open(sys.argv[1], "rb", PIECE) as file:  # noqa: PTH123 - a raw path
        for line in sys.stdin.buffer:
            offset, compressed = (int(part) for part in line.split())
            file.seek(offset)
            _answer(out, in_pieces(deflated64(file, compressed)))
    # A parent that was killed leaves a broken pipe; closing it here would print a traceback nobody reads.
    os._exit(0)


def _answer(out: BinaryIO, pieces: Iterator[bytes]) -> None:
    try:
        for piece in pieces:
            if piece:
                out.write(FRAME.pack(len(piece)))
                out.write(piece)
    except (ValueError, EOFError, MemoryError):
        out.write(FRAME.pack(BROKEN))
    else:
        out.write(FRAME.pack(0))
    out.flush()
