"""The headless browser of the tests: where it is, and how it is started. Run as a module it exits 0 if there is one."""

import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: no sandbox, because tests often run as root; nothing that a browser does on its own may touch the network
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def path() -> str | None:
    """The browser's path; None if there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


if __name__ == "__main__":
    sys.exit(0 if path() else 1)
