"""Where things lie: the repository, its tests and docs, and the folder of real inputs that may lie beside it."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TESTS = REPOSITORY / "tests"
DOCS = REPOSITORY / "docs"
SHARED = REPOSITORY.parent / "shared"
