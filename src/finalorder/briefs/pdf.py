"""A page as PDF, through a headless Chromium where there is one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from finalorder.errors import UnavailableError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PRINT_TIMEOUT_SECONDS = 120
#: the browser stays off the network: what it reads are our own files
BROWSER_OPTIONS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--no-pdf-header-footer",
)  # fmt: skip


def find_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def print_pages(pages: Sequence[Path]) -> list[Path]:
    """Print pages beside themselves (``miami.html`` to ``miami.pdf``); none where there is no browser.

    :raises FinalorderError: if the browser is there but does not print.
    """
    program = find_browser()
    return [] if program is None else [_print_page(program, page) for page in pages]


def _print_page(program: str, page: Path) -> Path:
    target = page.with_suffix(".pdf")
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="finalorder-") as profile:
        # Chromium has no sandbox for root
        sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        asked = [f"--user-data-dir={profile}", f"--print-to-pdf={target.resolve()}", page.resolve().as_uri()]
        try:
            subprocess.run(
                [program, *BROWSER_OPTIONS, *sandbox, *asked],
                check=False,
                capture_output=True,
                timeout=PRINT_TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(
                f"{program} took over {PRINT_TIMEOUT_SECONDS} seconds to print {page}; open it and print it there."
            ) from error
    if not target.exists():
        raise UnavailableError(f"{program} could not print {page}; open the page in a browser and print it there.")
    return target
