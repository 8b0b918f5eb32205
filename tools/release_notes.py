"""Print the changelog's section of a version; exit 1 unless pyproject.toml, CITATION.cff and the changelog have it.

python tools/release_notes.py 0.2.0
"""

import re
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def find_differences(version: str, repository: Path = REPOSITORY) -> list[str]:
    """What does not name this version, a line each."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    cited = re.search(r"^version: (\S+)$", (repository / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    named = {"pyproject.toml": project, "CITATION.cff": cited[1] if cited else "no version"}
    wrong = [f"{file} says {found}, not {version}" for file, found in named.items() if found != version]
    if not extract_section(version, (repository / "CHANGELOG.md").read_text(encoding="utf-8")):
        wrong.append(f'CHANGELOG.md has no dated section "## {version} - YYYY-MM-DD" with text')
    return wrong


def extract_section(version: str, changelog: str) -> str:
    """The text below a version's dated heading, up to the next version; empty if it is missing."""
    heading = rf"^## \[?{re.escape(version)}\]? - \d{{4}}-\d{{2}}-\d{{2}}$"
    found = re.search(heading + r"\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def main() -> int:
    """Print the section, or what is wrong."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    wrong = find_differences(sys.argv[1])
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    print(extract_section(sys.argv[1], (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
