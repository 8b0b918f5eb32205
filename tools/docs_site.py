"""Put the documentation site together and build it: pages of ``docs/``, of the repository, and generated ones.

python tools/docs_site.py [OUT]    # OUT/source is what is built, OUT/html the site; a warning is an error
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import reference_site

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
#: pages of the repository that are pages of the site too
ROOT_PAGES = {"CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md", "CHANGELOG.md": "changelog.md"}
_LINK = re.compile(r"\]\((?:\.\./)*(docs/)?([^)#:\s]+?)(#[^)\s]*)?\)")


def assemble(source: Path) -> None:
    """Write the sources of the site into an empty folder."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(DOCS, source, ignore=shutil.ignore_patterns("*.py", "__pycache__", "_build"))
    shutil.copy2(DOCS / "conf.py", source / "conf.py")
    for name, page in ROOT_PAGES.items():
        (source / page).write_text(rewrite_links((REPOSITORY / name).read_text(encoding="utf-8")), encoding="utf-8")
    (source / "reference").mkdir(exist_ok=True)
    for name, describe in reference_site.GENERATED.items():
        (source / "reference" / name).write_text(describe(), encoding="utf-8")
    for notebook in sorted((source / "notebooks").glob("*.ipynb")):
        notebook.with_suffix(".md").write_text(convert_notebook(notebook), encoding="utf-8")


def find_made_page(path: Path) -> bool:
    """Whether a link leads to a file that is there, or to a page that is made when the site is built."""
    target = path.resolve()
    made = {DOCS / "reference" / name for name in reference_site.GENERATED}
    made |= {DOCS / name for name in ROOT_PAGES.values()} | {path.with_suffix(".md") for path in DOCS.rglob("*.ipynb")}
    return target.exists() or target in made


def rewrite_links(text: str) -> str:
    """Lead the links of a page of the repository to the pages of the site."""
    return _LINK.sub(lambda found: f"]({ROOT_PAGES.get(found[2], found[2])}{found[3] or ''})", text)


def convert_notebook(path: Path) -> str:
    """A notebook as a page: its text and its code, and the notebook itself to be taken away."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join([*map(_convert_cell, cells), f"{{download}}`The notebook <{path.name}>`"]) + "\n"


def _convert_cell(cell: dict[str, object]) -> str:
    source = cell["source"]
    text = "".join(source) if isinstance(source, list) else str(source)
    return text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```"


def build(out: Path) -> int:
    """Build the site; Sphinx's exit code, which is not 0 if a link leads nowhere or no page leads to a page."""
    assemble(out / "source")
    words = ["-W", "--keep-going", "-q", "-b", "html", str(out / "source"), str(out / "html")]
    return subprocess.run([sys.executable, "-m", "sphinx", *words], check=False).returncode


def find_requests(html: Path) -> Iterator[str]:
    """What a page of the site would fetch from somebody else, a line each; nothing, if it is as it should be."""
    for page in sorted(html.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for url in re.findall(r"<(?:script|img|iframe)[^>]* src=\"(https?:[^\"]+)\"", text):
            yield f"{page.relative_to(html)}: {url}"
        for url in re.findall(r"<link[^>]* rel=\"(?:stylesheet|preload|icon)\"[^>]* href=\"(https?:[^\"]+)\"", text):
            yield f"{page.relative_to(html)}: {url}"


def main() -> int:
    """Build, and say where the site is."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/docs")
    code = build(out)
    requests = list(find_requests(out / "html")) if code == 0 else []
    print("\n".join(requests) or (f"open {out / 'html' / 'index.html'}" if code == 0 else "the site was not built"))
    return code or bool(requests)


if __name__ == "__main__":
    sys.exit(main())
