"""The servers of these tests speak without encryption, so that whom a client trusts is read once and not for each."""

import os
import ssl
from collections.abc import Iterator
from functools import cache

import pytest


@pytest.fixture(autouse=True, scope="module")
def trust_read_once() -> Iterator[None]:
    """Keep the certificates that a client trusts, as the environment names them: reading them takes 40 ms."""
    httpcore = pytest.importorskip("httpcore2")
    real = httpcore.default_ssl_context

    @cache
    def read(named: tuple[str | None, ...], trust_env: bool) -> ssl.SSLContext:
        context: ssl.SSLContext = real(_trust_env=trust_env)
        return context

    with pytest.MonkeyPatch.context() as patch:
        named = ("SSL_CERT_FILE", "SSL_CERT_DIR")
        patch.setattr(
            httpcore, "default_ssl_context", lambda _trust_env=True: read(tuple(map(os.environ.get, named)), _trust_env)
        )
        yield
