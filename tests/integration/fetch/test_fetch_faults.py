"""`finalorder fetch` when things go wrong: either it gets there all the same, or it says why in a sentence or two."""

import errno
import os
import random
import shutil
import socket
import ssl
import zipfile
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx2
import pytest

from finalorder.errors import FinalorderError
from finalorder.fetch.client import RetryState, classify_transport_error
from finalorder.fetch.download import fetch_release
from finalorder.fetch.retries import FileVersion, RetryPolicy, TransientError
from support.fetch_server import HURRIED, Court, Fault, files, get, serving, small_release

NAME = "EOIR Case Data.zip"
RELEASE = small_release()
OTHER = small_release(seed=2)
FIRST = Fault()  # the greeting, which goes well


@pytest.fixture
def court() -> Iterator[Court]:
    """A court that holds the April release."""
    with serving(Court(RELEASE)) as held:
        yield held


def assert_refused(court: Court, to: Path, words: str) -> None:
    """The fetch ends in a FinalorderError of one or two sentences with those words, and publishes nothing."""
    with pytest.raises(FinalorderError, match=words) as caught:
        get(court, to)
    assert str(caught.value).count(". ") <= 1
    assert not list(to.glob("*/*"))


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([FIRST, Fault(cut=70_000)], id="truncated"),
        pytest.param([FIRST, Fault(cut=70_000, how="reset")], id="reset"),
        pytest.param([FIRST, Fault(cut=70_000, how="stall")], id="stalled"),
        pytest.param([FIRST, Fault(cut=0)], id="nothing but a header"),
        pytest.param([Fault(cut=3)], id="truncated greeting"),
        pytest.param([Fault(cut=0, how="stall")], id="stalled greeting"),
        pytest.param([Fault(cut=0, how="reset")], id="reset greeting"),
        pytest.param([Fault(status=503)] * 3, id="503 three times"),
        pytest.param([FIRST, Fault(status=503), Fault(cut=99), Fault(status=500)], id="503, cut, 500"),
        pytest.param([FIRST, Fault(cut=9), Fault(status=429, headers={"Retry-After": "0"})], id="429"),
        pytest.param([FIRST, Fault(cut=9), Fault(status=408)], id="408"),
        pytest.param([FIRST, *[Fault(cut=8_000)] * 12], id="cut over and over, each time a bit further"),
        pytest.param([FIRST, Fault(cut=70_000), Fault(whole=True)], id="200 to one range"),
        pytest.param([FIRST, Fault(cut=70_000), *[Fault(whole=True)] * 2], id="200 to every range: from the start"),
        pytest.param(
            [FIRST, Fault(cut=70_000), Fault(whole=True), Fault(whole=True, cut=90_000), Fault(cut=5)],
            id="200 to a range, cut further on, then ranges again",
        ),
        pytest.param([FIRST, Fault(cut=70_000), Fault(shift=5)], id="another range than asked for"),
        pytest.param([FIRST, Fault(cut=70_000), Fault(nameless=True)], id="206 that does not repeat the ETag"),
        pytest.param([Fault(longer=-500), FIRST], id="wrong length once"),
        pytest.param([FIRST, Fault(longer=700)], id="length too long, then the connection closes"),
    ],
)
def test_what_passes_is_waited_for_and_the_bytes_are_the_same(
    court: Court, tmp_path: Path, faults: list[Fault]
) -> None:
    court.faults = list(faults)
    fetched = get(court, tmp_path)
    assert fetched.path.read_bytes() == RELEASE
    assert files(tmp_path) == [f"2026-04/{NAME}", f"2026-04/{NAME}.json"]


def test_a_server_that_knows_no_ranges_is_good_enough(court: Court, tmp_path: Path) -> None:
    court.always = Fault(whole=True)
    court.faults = [Fault(whole=True), Fault(whole=True, cut=70_000)]
    assert get(court, tmp_path).path.read_bytes() == RELEASE


def test_a_server_that_tells_no_length_is_good_enough(court: Court, tmp_path: Path) -> None:
    court.always = Fault(whole=True, headers={"Content-Length": "", "Connection": "close"})
    assert get(court, tmp_path).path.read_bytes() == RELEASE


def test_a_file_without_length_that_stops_early_is_no_release(court: Court, tmp_path: Path) -> None:
    court.always = Fault(whole=True, cut=70_000, headers={"Content-Length": "", "Connection": "close"})
    assert_refused(court, tmp_path, "not a complete zip")


def test_a_server_that_names_no_version_is_begun_anew_after_each_break(court: Court, tmp_path: Path) -> None:
    court.etag = court.modified = ""
    court.faults = [FIRST, Fault(cut=70_000)]
    fetched = get(court, tmp_path)
    assert fetched.path.read_bytes() == RELEASE
    assert fetched.received == len(RELEASE) + 70_000


def test_a_file_that_changes_midway_is_begun_anew(court: Court, tmp_path: Path) -> None:
    changes = Fault(before=lambda: court.becomes(OTHER, '"two"'))
    court.faults = [FIRST, Fault(cut=70_000), changes]
    assert get(court, tmp_path).path.read_bytes() == OTHER


def test_a_file_that_changes_between_two_runs_is_begun_anew(court: Court, tmp_path: Path) -> None:
    court.faults = [FIRST, Fault(cut=70_000), *[Fault(status=503)] * 4]
    assert_refused(court, tmp_path, "503")
    court.becomes(OTHER, '"two"')
    fetched = get(court, tmp_path)
    assert fetched.path.read_bytes() == OTHER
    assert fetched.received == len(OTHER)


def test_a_file_that_keeps_changing_is_given_up(court: Court, tmp_path: Path) -> None:
    count = iter(range(100))
    court.always = Fault(before=lambda: court.becomes(RELEASE, f'"{next(count)}"'))
    assert_refused(court, tmp_path, "kept changing")


def test_a_server_that_announces_more_than_it_holds_is_given_up(court: Court, tmp_path: Path) -> None:
    court.always = Fault(longer=700, whole=True)
    assert_refused(court, tmp_path, "broke|early")


def test_a_server_that_announces_less_than_it_holds_gives_no_release(court: Court, tmp_path: Path) -> None:
    court.always = Fault(longer=-700, whole=True)
    assert_refused(court, tmp_path, "not a complete zip")
    assert files(tmp_path) == [f"{NAME}.damaged"]


@pytest.mark.parametrize(
    ("always", "words"),
    [
        (Fault(status=404), "no file at .*404.*--url"),
        (Fault(status=410), "no file at"),
        (Fault(status=403), "403"),
        (Fault(status=503), "503.*4 times in a row.*run the same command"),
        (Fault(status=429, headers={"Retry-After": "86400"}), "429.*asks to wait 86,400 seconds; run"),
        (Fault(status=416), "empty"),
        (Fault(body=b"<html>We moved.</html>", whole=True), "a web page instead of a zip"),
        (Fault(body=b"\x1f\x8b" + bytes(99), whole=True), "another kind of file instead of a zip"),
        (Fault(body=b"", whole=True), "another kind of file instead of a zip"),
        (Fault(headers={"Content-Encoding": "gzip"}), "compresses its answers"),
        (Fault(cut=0, how="stall"), "stopped sending.*4 times"),
        (Fault(cut=0, how="reset"), "broke"),
        (Fault(status=304), "not modified"),
        (Fault(status=302, headers={"Location": "ftp://h/f.zip"}), "ftp"),
        (Fault(status=302, headers={"Location": "/again"}), "redirects"),
    ],
)
def test_what_does_not_pass_is_said_in_a_sentence(court: Court, tmp_path: Path, always: Fault, words: str) -> None:
    court.always = always
    assert_refused(court, tmp_path / "new", words)
    assert not (tmp_path / "new").exists(), "a fetch that got nothing leaves nothing"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.org/a.zip", "is not a web address"),
        ("file:///etc/passwd", "is not a web address"),
        ("is not a valid address", "is not a valid address"),
        ("http://[::1", "is not a valid address"),
        ("https://user:secret@example.org/a.zip", "user name or password"),
        ("http://court.invalid/a.zip", "name of the server was not found"),
    ],
)
def test_addresses_that_lead_nowhere(url: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(FinalorderError, match=words) as caught:
        fetch_release(url, tmp_path, retry_policy=HURRIED)
    assert "secret" not in str(caught.value)


def test_a_server_without_encryption_under_https(court: Court, tmp_path: Path) -> None:
    with pytest.raises(FinalorderError, match="encrypted connection is not trusted"):
        fetch_release(court.url.replace("http:", "https:"), tmp_path, retry_policy=HURRIED)


@pytest.mark.parametrize(
    ("cause", "has_answered", "passes"),
    [
        (ssl.SSLCertVerificationError("self-signed"), False, False),
        (ssl.SSLCertVerificationError("self-signed"), True, False),
        (ssl.SSLError("wrong version number"), False, False),
        (ssl.SSLError("bad record"), True, True),
        (ssl.SSLEOFError("the other end went away"), False, True),
        (socket.gaierror("no such name"), False, True),
        (ConnectionResetError("reset"), False, True),
    ],
)
def test_an_encrypted_connection_that_ends_early_is_tried_again(
    cause: OSError, has_answered: bool, passes: bool
) -> None:
    error = httpx2.ReadError("it broke")
    error.__cause__ = cause
    found = classify_transport_error("https://u", error, has_answered=has_answered)
    assert isinstance(found, TransientError) is passes
    assert str(cause.args[0]) in str(found)


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FinalorderError, match=r"no connection .*4 times in a row"):
        fetch_release(f"http://127.0.0.1:{port}/a.zip", tmp_path, retry_policy=HURRIED)


def test_a_proxy_setting_that_makes_no_sense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "nonsense://127.0.0.1:1")
    with pytest.raises(FinalorderError, match="proxy or certificate settings"):
        fetch_release("http://example.invalid/a.zip", tmp_path, retry_policy=HURRIED)


def test_a_folder_that_is_a_file(court: Court, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(FinalorderError, match=r"cannot write .*--to"):
        get(court, tmp_path / "taken")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written(
    court: Court, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def locked(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", locked)
    with pytest.raises(
        FinalorderError, match=rf"cannot write .*\({os.strerror(number)}\); choose another folder with --to"
    ):
        get(court, tmp_path)


def test_too_little_space_is_found_before_the_fetch(
    court: Court, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 1_000))
    assert_refused(court, tmp_path, "1,000 free")
    assert len(court.seen) == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk .* is full"), (errno.EFBIG, "cannot hold a file as large"), (errno.EIO, "cannot write")],
)
def test_a_disk_that_fills_up_keeps_what_arrived(
    court: Court, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    write = os.write

    def tight(file: int, data: bytes) -> int:
        if os.lseek(file, 0, os.SEEK_CUR) >= 80_000:
            raise OSError(number, os.strerror(number))
        return write(file, data[:10_000])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", tight)
        assert_refused(court, tmp_path, words)
    arrived = (tmp_path / f"{NAME}.part").stat().st_size
    assert 80_000 <= arrived < 90_000
    assert get(court, tmp_path).received == len(RELEASE) - arrived


def test_pauses_grow_and_a_wish_of_the_server_is_honoured() -> None:
    slept: list[float] = []
    patience = RetryPolicy(max_attempts=6, first_delay=1, max_delay=4, reset_after_bytes=10, sleep=slept.append)
    tries = RetryState("u", patience, listener=_Ears())
    for after in (0.0, 0.0, 0.0, 0.0, 120.0):
        tries.wait_or_give_up(TransientError("x", after))
    for pause, most in zip(slept, [1, 2, 4, 4], strict=False):
        assert most / 2 <= pause <= most
    assert slept[-1] == 120
    with pytest.raises(FinalorderError, match="6 times in a row"):
        tries.wait_or_give_up(TransientError("x"))


def test_progress_starts_the_count_of_failures_again() -> None:
    tries = RetryState("u", RetryPolicy(max_attempts=2, reset_after_bytes=10, sleep=lambda _: None), listener=_Ears())
    for done in range(10, 1_000, 10):
        tries.wait_or_give_up(TransientError("x"), done)
    with pytest.raises(FinalorderError):
        tries.wait_or_give_up(TransientError("x"), 995)


class _Ears:
    def on_start(self, name: str, done: int, total: int | None) -> None: ...
    def on_progress(self, done: int) -> None: ...
    def on_retry(self, reason: str, seconds: float) -> None: ...
    def on_check_start(self, total: int) -> None: ...
    def on_check_progress(self, done: int) -> None: ...


@pytest.mark.parametrize("form", ["seconds", "date", "nonsense"])
def test_retry_after_in_its_spellings(court: Court, tmp_path: Path, form: str) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=30)
    spelled = {"seconds": "30", "date": format_datetime(soon, usegmt=True), "nonsense": "soon"}[form]
    slept: list[float] = []
    court.faults = [Fault(status=503, headers={"Retry-After": spelled})]
    get(court, tmp_path, retry_policy=replace(HURRIED, sleep=slept.append))
    assert len(slept) == 1
    assert slept[0] < 1 if form == "nonsense" else 27 < slept[0] <= 30


@pytest.mark.parametrize("etag", ["", 'W/"a"', "a", '"a"'])
def test_versions_without_anything_in_common_are_not_the_same(etag: str) -> None:
    assert not FileVersion(etag).is_same_as(FileVersion("", "Thu, 02 Apr 2026 18:04:52 GMT"))
    assert not FileVersion(etag, size=1).is_same_as(FileVersion(etag, size=2))
    assert FileVersion(etag).is_same_as(FileVersion('"a"')) is bool(etag)


@pytest.mark.parametrize("seed", range(5))
def test_broken_off_anywhere_any_number_of_times_the_next_run_goes_on(court: Court, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(3):
        hows = [draw.choice(["close", "reset", "stall"]) for _ in range(4)]
        # The first of these may be the greeting.
        court.faults = [FIRST, *[Fault(cut=draw.randrange(8_000), how=how) for how in hows]]
        court.always = Fault(status=503)
        assert_refused(court, tmp_path, "503|broke|stopped|early")
    court.always = Fault()
    before = (tmp_path / f"{NAME}.part").stat().st_size if (tmp_path / f"{NAME}.part").exists() else 0
    fetched = get(court, tmp_path)
    assert fetched.path.read_bytes() == RELEASE
    assert fetched.received == len(RELEASE) - before


def test_what_is_published_opens_as_a_zip(court: Court, tmp_path: Path) -> None:
    with zipfile.ZipFile(get(court, tmp_path).path) as archive:
        assert len(archive.infolist()) == 5
