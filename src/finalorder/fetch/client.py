"""The client: one address, asked politely; every failure is either one that may pass or a sentence for the user."""

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

from finalorder.errors import DamagedError, FinalorderError, InputError, UnavailableError
from finalorder.fetch.retries import FetchListener, FileChangedError, FileVersion, RetryPolicy, TransientError

# Proxies and servers may pack what they send; the bytes that count are those of the file itself.
REQUEST_HEADERS = {
    "Accept-Encoding": "identity",
    "User-Agent": f"finalorder/{installed_version('finalorder')}",
}
TRANSIENT_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
HANDLED_STATUSES = frozenset({200, 206, 304, 416})
PROBE_BYTES = 1024
_CONTENT_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What the server says first: the version it holds, the file's first bytes, and whether it answers ranges."""

    version: FileVersion
    first_bytes: bytes
    supports_ranges: bool


class RetryState:
    """Failures in a row, and the growing pauses between them."""

    def __init__(self, url: str, retry_policy: RetryPolicy, listener: FetchListener, done: int = 0) -> None:
        self._url, self._policy, self._listener = url, retry_policy, listener
        self._failures, self._best_position = 0, done

    def wait_or_give_up(self, trouble: TransientError, done: int = 0) -> None:
        """Wait before the next attempt; raises FinalorderError when there have been enough."""
        if done - self._best_position >= self._policy.reset_after_bytes:
            self._failures, self._best_position = 0, done
        self._failures += 1
        if (
            trouble.is_final
            or self._failures >= self._policy.max_attempts
            or trouble.retry_after > self._policy.max_retry_after
        ):
            raise UnavailableError(self._describe_failure(trouble)) from trouble
        pause = max(trouble.retry_after, self._compute_delay())
        self._listener.on_retry(str(trouble), pause)
        self._policy.sleep(pause)

    def _compute_delay(self) -> float:
        most = min(self._policy.max_delay, self._policy.first_delay * 2.0 ** (self._failures - 1))
        # Clients that fail together should not come back together.
        return most * random.uniform(0.5, 1)

    def _describe_failure(self, trouble: TransientError) -> str:
        often = f", {self._failures} times in a row" if self._failures > 1 else ""
        when = (
            f" and asks to wait {trouble.retry_after:,.0f} seconds"
            if trouble.retry_after > self._policy.max_retry_after
            else ""
        )
        return f"{self._url}: {trouble}{when}{often}; run the same command again later; what has arrived is kept."


class FetchClient:
    """A connection to one address, for as long as a fetch takes. Proxies come from the environment."""

    def __init__(self, url: str, retry_policy: RetryPolicy, listener: FetchListener) -> None:
        self.url, self._policy, self._listener = url, retry_policy, listener
        _check_url(url)
        self._http = self._open_http_client()
        # Some servers compare If-Range with a spelling of the ETag that they do not send; then it is left out, and
        # the version that every answer declares is compared here.
        self._sends_if_range = True
        self._has_answered = False

    def _open_http_client(self) -> httpx2.Client:
        waits = httpx2.Timeout(self._policy.read_timeout, connect=self._policy.connect_timeout)
        hooks = {"request": [self._refuse_downgrade]}
        try:
            return httpx2.Client(timeout=waits, headers=REQUEST_HEADERS, follow_redirects=True, event_hooks=hooks)
        except (ImportError, ValueError, OSError, httpx2.InvalidURL) as error:
            raise UnavailableError(
                f"the proxy or certificate settings of the environment cannot be used ({error}); "
                "fix HTTPS_PROXY, ALL_PROXY or SSL_CERT_FILE."
            ) from error

    def _refuse_downgrade(self, request: httpx2.Request) -> None:
        if self.url.lower().startswith("https:") and request.url.scheme != "https":
            raise InputError(
                f"{self.url} leads to {request.url}, which is not encrypted; if you mean it, pass that with --url."
            )

    def start_retries(self, done: int = 0) -> RetryState:
        """Return a fresh count of failures; ``done`` bytes are already there."""
        return RetryState(self.url, self._policy, self._listener, done)

    @contextmanager
    def open_response(self, headers: dict[str, str]) -> Iterator[httpx2.Response]:
        """Send one request, its body unread. Raises Passing for what may pass, FinalorderError for the rest."""
        try:
            with self._http.stream("GET", self.url, headers=headers) as response:
                self._has_answered = True
                _check_status(self.url, response)
                yield response
        except httpx2.TimeoutException as error:
            raise TransientError(_describe_timeout(error)) from error
        except httpx2.TransportError as error:
            raise classify_transport_error(self.url, error, has_answered=self._has_answered) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise InputError(f"{self.url} cannot be fetched ({error}); check the address.") from error

    def probe(self, condition: dict[str, str]) -> ProbeResult | None:
        """Return the file's version and first bytes; None when the condition says that there is nothing new."""
        tries = self.start_retries()
        while True:
            try:
                return self._probe_once(condition)
            except TransientError as trouble:
                tries.wait_or_give_up(trouble)

    def _probe_once(self, condition: dict[str, str]) -> ProbeResult | None:
        with self.open_response({"Range": f"bytes=0-{PROBE_BYTES - 1}", **condition}) as response:
            if response.status_code == 304:
                return None
            if response.status_code == 416:
                raise DamagedError(f"{self.url} is an empty file; check the address, or try again later.")
            is_part = response.status_code == 206
            if is_part and parse_content_range(response)[0] != 0:
                raise TransientError("the server answered with another range than the one asked for")
            return ProbeResult(parse_file_version(response), read_first_bytes(response), is_part)

    @contextmanager
    def open_range(self, version: FileVersion, start: int, end: int | None) -> Iterator[tuple[httpx2.Response, bool]]:
        """Ask for a range of ``version``, and whether it is that range and not the whole file.

        Raises Changed when the file is another one by now.
        """
        condition = version.if_range_headers if self._sends_if_range else {}
        last = "" if end is None else str(end - 1)
        with self.open_response({"Range": f"bytes={start}-{last}", **condition}) as response:
            if response.status_code in (304, 416) or _is_other_version(response, version, condition):
                raise FileChangedError
            is_part = response.status_code == 206
            if is_part and parse_content_range(response)[0] != start:
                raise TransientError("the server answered with another range than the one asked for")
            if not is_part and condition:
                self._sends_if_range = False
                raise TransientError("the server sent the whole file instead of a range")
            yield response, is_part

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check_url(url: str) -> None:
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, UnicodeEncodeError) as error:
        raise InputError(f"{url!r} is not a valid address ({error}); use one that begins with https://.") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise InputError(f"{url!r} is not a web address; use one that begins with https://.")
    if parsed.userinfo:
        raise InputError("the address contains a user name or password, which would be recorded; remove it.")


def _check_status(url: str, response: httpx2.Response) -> None:
    status = response.status_code
    if status in TRANSIENT_STATUSES:
        raise TransientError(
            f"the server answers {status} {response.reason_phrase}".rstrip(), _parse_retry_after(response)
        )
    if status in (404, 410):
        raise InputError(f"there is no file at {url} (the server answers {status}); if the court moved it, pass --url.")
    if status not in HANDLED_STATUSES:
        raise InputError(
            f"{url}: the server answers {status} {response.reason_phrase}; check the address or the proxy."
        )
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnavailableError(
            f"{url}: the server or a proxy compresses its answers although asked not to; use another connection."
        )


def _parse_retry_after(response: httpx2.Response) -> float:
    """Parse seconds; 0 when the server does not say, or says it in no known way."""
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


def _describe_timeout(error: httpx2.TimeoutException) -> str:
    if isinstance(error, httpx2.ConnectTimeout):
        return "the server could not be reached in time"
    return "the server stopped sending"


def classify_transport_error(
    url: str, error: httpx2.TransportError, *, has_answered: bool
) -> TransientError | FinalorderError:
    """Return what a broken connection comes to; once the server has answered, nearly everything may pass."""
    causes = tuple(_iterate_causes(error))
    text = str(next((cause for cause in reversed(causes) if str(cause)), error))
    if any(_is_permanent_tls_failure(cause, has_answered=has_answered) for cause in causes):
        return UnavailableError(
            f"{url}: the encrypted connection is not trusted ({text}); check the address and this machine's "
            "certificates (SSL_CERT_FILE)."
        )
    if isinstance(error, httpx2.UnsupportedProtocol):
        return InputError(f"{url} cannot be fetched ({text}); use an address that begins with https://.")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        reason = f"the name of the server was not found ({text}), check the address and the network"
        # After a first answer the name is right, and it is the network that is away for a moment.
        return TransientError(reason, is_final=not has_answered)
    kind = "no connection" if isinstance(error, httpx2.ConnectError | httpx2.ProxyError) else "the connection broke"
    return TransientError(f"{kind} ({text})")


def _is_permanent_tls_failure(cause: BaseException, *, has_answered: bool) -> bool:
    """Return whether encryption failed for good, and not because the connection ended in the middle of it."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return True
    ended = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
    return isinstance(cause, ssl.SSLError) and not isinstance(cause, ended) and not has_answered


def _iterate_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def parse_file_version(response: httpx2.Response) -> FileVersion:
    """Parse the version that an answer speaks of; its size is that of the whole file."""
    headers = response.headers
    if response.status_code == 206:
        size = parse_content_range(response)[2]
    else:
        length = headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else None
    return FileVersion(headers.get("ETag", "").strip(), headers.get("Last-Modified", "").strip(), size)


def _is_other_version(response: httpx2.Response, version: FileVersion, condition: dict[str, str]) -> bool:
    found = parse_file_version(response)
    if response.status_code == 206 and condition and not found.has_validator:
        # The range came under the condition that the version is the same; the answer need not repeat which.
        return len({found.size, version.size} - {None}) > 1
    return found.differs_from(version)


def parse_content_range(response: httpx2.Response) -> tuple[int, int, int | None]:
    """Parse the first byte, the end and the whole size in Content-Range;
    raises Passing when the answer does not say.
    """
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if match is None:
        raise TransientError("the server answered a range without saying which")
    size = None if match[3] == "*" else int(match[3])
    return int(match[1]), int(match[2]) + 1, size


def read_first_bytes(response: httpx2.Response) -> bytes:
    """Read the first bytes of an answer, whatever its length; the rest is not waited for."""
    taken = b""
    for chunk in response.iter_raw():
        taken += chunk
        if len(taken) >= PROBE_BYTES:
            break
    return taken[:PROBE_BYTES]
