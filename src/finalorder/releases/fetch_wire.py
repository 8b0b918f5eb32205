"""The wire: one address, asked politely; every failure is either one that may pass or a sentence for the user."""

import random
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version as installed_version
from types import TracebackType
from typing import Self

import httpx2

from finalorder.errors import Problem
from finalorder.releases.fetch_terms import Changed, Passing, Patience, Version, Watch

# Proxies and servers may pack what they send; the bytes that count are those of the file itself.
HEADERS = {
    "Accept-Encoding": "identity",
    "User-Agent": f"finalorder/{installed_version('finalorder')} (+https://finalorder.readthedocs.io)",
}
MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})
UNDERSTOOD = frozenset({200, 206, 304, 416})
BEGINNING = 1024
_CONTENT_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the server says first: the version it holds, the file's first bytes, and whether it answers ranges."""

    version: Version
    beginning: bytes
    has_ranges: bool


class Tries:
    """Failures in a row, and the growing pauses between them."""

    def __init__(self, url: str, patience: Patience, watch: Watch, done: int = 0) -> None:
        self._url, self._patience, self._watch = url, patience, watch
        self._failures, self._best = 0, done

    def failed(self, trouble: Passing, done: int = 0) -> None:
        """Wait before the next attempt; raises Problem when there have been enough."""
        if done - self._best >= self._patience.enough:
            self._failures, self._best = 0, done
        self._failures += 1
        if trouble.is_final or self._failures >= self._patience.attempts or trouble.after > self._patience.longest:
            raise Problem(self._sentence(trouble)) from trouble
        pause = max(trouble.after, self._pause())
        self._watch.waiting(str(trouble), pause)
        self._patience.sleep(pause)

    def _pause(self) -> float:
        most = min(self._patience.most, self._patience.first * 2.0 ** (self._failures - 1))
        # Clients that fail together should not come back together.
        return most * random.uniform(0.5, 1)

    def _sentence(self, trouble: Passing) -> str:
        often = f", {self._failures} times in a row" if self._failures > 1 else ""
        when = f" and asks to wait {trouble.after:,.0f} seconds" if trouble.after > self._patience.longest else ""
        return f"{self._url}: {trouble}{when}{often}; run the same command again later, what has arrived is kept."


class Wire:
    """A connection to one address, for as long as a fetch takes. Proxies come from the environment."""

    def __init__(self, url: str, patience: Patience, watch: Watch) -> None:
        self.url, self._patience, self._watch = url, patience, watch
        _check_url(url)
        self._client = self._opened()
        # Some servers compare If-Range with a spelling of the ETag that they do not send; then it is left out, and
        # the version that every answer declares is compared here.
        self._sends_if_range = True
        self._has_answered = False

    def _opened(self) -> httpx2.Client:
        waits = httpx2.Timeout(self._patience.read, connect=self._patience.connect)
        hooks = {"request": [self._refuse_downgrade]}
        try:
            return httpx2.Client(timeout=waits, headers=HEADERS, follow_redirects=True, event_hooks=hooks)
        except (ImportError, ValueError, OSError, httpx2.InvalidURL) as error:
            raise Problem(
                f"the proxy or certificate settings of the environment cannot be used ({error}); "
                "mend HTTPS_PROXY, ALL_PROXY or SSL_CERT_FILE."
            ) from error

    def _refuse_downgrade(self, request: httpx2.Request) -> None:
        if self.url.lower().startswith("https:") and request.url.scheme != "https":
            raise Problem(
                f"{self.url} leads to {request.url}, which is not encrypted; give that address if you mean it."
            )

    def tries(self, done: int = 0) -> Tries:
        """A fresh count of failures; ``done`` bytes are already there."""
        return Tries(self.url, self._patience, self._watch, done)

    @contextmanager
    def get(self, headers: dict[str, str]) -> Iterator[httpx2.Response]:
        """One request, its body unread. Raises Passing for what may pass, Problem for what will not."""
        try:
            with self._client.stream("GET", self.url, headers=headers) as response:
                self._has_answered = True
                _judge(self.url, response)
                yield response
        except httpx2.TimeoutException as error:
            raise Passing(_stalled(error)) from error
        except httpx2.TransportError as error:
            raise meaning(self.url, error, has_answered=self._has_answered) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Problem(f"{self.url} cannot be fetched ({error}); check the address.") from error

    def greet(self, condition: dict[str, str]) -> Greeting | None:
        """The file's version and first bytes; None when the condition says that there is nothing new."""
        tries = self.tries()
        while True:
            try:
                return self._greet_once(condition)
            except Passing as trouble:
                tries.failed(trouble)

    def _greet_once(self, condition: dict[str, str]) -> Greeting | None:
        with self.get({"Range": f"bytes=0-{BEGINNING - 1}", **condition}) as response:
            if response.status_code == 304:
                return None
            if response.status_code == 416:
                raise Problem(f"{self.url} is an empty file; check the address, or try again later.")
            is_part = response.status_code == 206
            if is_part and span_of(response)[0] != 0:
                raise Passing("the server answered with another range than the one asked for")
            return Greeting(version_of(response), beginning_of(response), is_part)

    @contextmanager
    def span(self, version: Version, start: int, end: int | None) -> Iterator[tuple[httpx2.Response, bool]]:
        """The answer to a range of ``version``, and whether it is that range and not the whole file.

        Raises Changed when the file is another one by now.
        """
        condition = version.if_range if self._sends_if_range else {}
        last = "" if end is None else str(end - 1)
        with self.get({"Range": f"bytes={start}-{last}", **condition}) as response:
            if response.status_code in (304, 416) or _is_other(response, version, condition):
                raise Changed
            is_part = response.status_code == 206
            if is_part and span_of(response)[0] != start:
                raise Passing("the server answered with another range than the one asked for")
            if not is_part and condition:
                self._sends_if_range = False
                raise Passing("the server sent the whole file instead of a range")
            yield response, is_part

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check_url(url: str) -> None:
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise Problem(f"{url!r} is no address ({error}); give one that begins with https://.") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise Problem(f"{url!r} is no address of a web server; give one that begins with https://.")
    if parsed.userinfo:
        raise Problem("the address holds a user name or password, which would be recorded; leave it out.")


def _judge(url: str, response: httpx2.Response) -> None:
    status = response.status_code
    if status in MAY_PASS:
        raise Passing(f"the server answers {status} {response.reason_phrase}".rstrip(), _retry_after(response))
    if status in (404, 410):
        raise Problem(
            f"there is no file at {url} (the server answers {status}); the court may have moved it, give --url."
        )
    if status not in UNDERSTOOD:
        raise Problem(f"{url}: the server answers {status} {response.reason_phrase}; check the address or the proxy.")
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Problem(
            f"{url}: the server or a proxy packs what it sends although asked not to; use another connection."
        )


def _retry_after(response: httpx2.Response) -> float:
    """Seconds; 0 when the server does not say, or says it in no known way."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    # A date "in -0000" has no zone; the protocol says that it is UTC.
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _stalled(error: httpx2.TimeoutException) -> str:
    if isinstance(error, httpx2.ConnectTimeout):
        return "the server could not be reached in time"
    return "the server stopped sending"


def meaning(url: str, error: httpx2.TransportError, *, has_answered: bool) -> Passing | Problem:
    """What a broken connection comes to; once the server has answered, nearly everything may pass."""
    causes = tuple(_causes(error))
    text = str(next((cause for cause in reversed(causes) if str(cause)), error))
    if any(_is_distrust(cause, has_answered=has_answered) for cause in causes):
        return Problem(
            f"{url}: no trusted encrypted connection ({text}); check the address and this machine's certificates "
            "(SSL_CERT_FILE)."
        )
    if isinstance(error, httpx2.UnsupportedProtocol):
        return Problem(f"{url} cannot be fetched ({text}); give an address that begins with https://.")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        reason = f"the name of the server was not found ({text}), check the address and the network"
        # After a first answer the name is right, and it is the network that is away for a moment.
        return Passing(reason, is_final=not has_answered)
    kind = "no connection" if isinstance(error, httpx2.ConnectError | httpx2.ProxyError) else "the connection broke"
    return Passing(f"{kind} ({text})")


def _is_distrust(cause: BaseException, *, has_answered: bool) -> bool:
    """Whether encryption failed for good, and not because the connection ended in the middle of it."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return True
    ended = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
    return isinstance(cause, ssl.SSLError) and not isinstance(cause, ended) and not has_answered


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def version_of(response: httpx2.Response) -> Version:
    """The version that an answer speaks of; its size is that of the whole file."""
    headers = response.headers
    if response.status_code == 206:
        size = span_of(response)[2]
    else:
        length = headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else None
    return Version(headers.get("ETag", "").strip(), headers.get("Last-Modified", "").strip(), size)


def _is_other(response: httpx2.Response, version: Version, condition: dict[str, str]) -> bool:
    found = version_of(response)
    if response.status_code == 206 and condition and not found.is_known:
        # The range came under the condition that the version is the same; the answer need not repeat which.
        return len({found.size, version.size} - {None}) > 1
    return found.differs_from(version)


def span_of(response: httpx2.Response) -> tuple[int, int, int | None]:
    """First byte, end and whole size by Content-Range; raises Passing when the answer does not say."""
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if match is None:
        raise Passing("the server answered a range without saying which")
    size = None if match[3] == "*" else int(match[3])
    return int(match[1]), int(match[2]) + 1, size


def beginning_of(response: httpx2.Response) -> bytes:
    """The first bytes of an answer, whatever its length; the rest is not waited for."""
    taken = b""
    for chunk in response.iter_raw():
        taken += chunk
        if len(taken) >= BEGINNING:
            break
    return taken[:BEGINNING]
