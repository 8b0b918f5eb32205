"""The documentation site: every page can be reached, every command and option is on it, and what data cite exists."""

import re
import tomllib
from pathlib import Path

import click
import pytest

import docs_site
import reference_site
from finalorder import api, registry
from support.places import DOCS, REPOSITORY

INDEX = (DOCS / "index.md").read_text(encoding="utf-8")
GENERATED = {f"reference/{name.removesuffix('.md')}" for name in reference_site.GENERATED}
MOVED = {name.removesuffix(".md") for name in docs_site.ROOT_PAGES.values()}


def list_entries(page: Path) -> list[str]:
    """The pages that a page's lists of contents name, from the root of the site."""
    folder = page.parent.relative_to(DOCS)
    blocks = re.findall(r"^```\{toctree\}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    names = [line for block in blocks for line in block.splitlines() if line and not line.startswith(":")]
    return [(folder / name).as_posix() for name in names]


def test_every_page_is_reached_from_the_index() -> None:
    reached, waiting = set(), [DOCS / "index.md"]
    while waiting:
        for name in list_entries(waiting.pop()):
            page = DOCS / f"{name}.md"
            if page.exists() and name not in reached:
                waiting.append(page)
            reached.add(name)
    kept = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")} - {"index"}
    notebooks = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.ipynb")}
    assert reached == kept | notebooks | GENERATED | MOVED


@pytest.mark.parametrize("door", ["deadline", "helping", "research", "contribute"])
def test_the_index_has_four_doors(door: str) -> None:
    assert f"](start/{door}.md)" in INDEX
    assert f"start/{door}" in list_entries(DOCS / "index.md")


def test_every_command_is_in_a_page_that_somebody_wrote() -> None:
    written = "\n".join(page.read_text(encoding="utf-8") for page in (REPOSITORY / "README.md", *DOCS.rglob("*.md")))
    missing = [name for name, _ in reference_site.list_commands() if f"finalorder {name}" not in written]
    assert missing == []


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in reference_site.list_commands()
        for option in command.params
        if isinstance(option, click.Option) and not option.help and not option.hidden
    ]
    assert silent == []


def test_the_reference_has_every_command_option_function_method_cohort_and_rule() -> None:
    commands = reference_site.describe_commands()
    for name, command in reference_site.list_commands():
        section = commands.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert all(option in section for each in command.params for option in each.opts if option.startswith("--"))
    functions = reference_site.describe_functions()
    assert all(f"finalorder.api.{name}\n" in functions for name in api.__all__ if name != "COMMAND_FUNCTIONS")
    methods = reference_site.describe_methods()
    assert all(f"### {method.id}\n" in methods for found in api.list_methods().values() for method in found)
    cohorts, law = reference_site.describe_cohorts(), reference_site.describe_law()
    assert all(f"## {cohort.name}\n" in cohorts for cohort in api.list_cohorts())
    assert all(f"| {rule.id} |" in law for rule in api.list_law_rules())


def test_pages_of_the_project_that_data_cite_exist() -> None:
    cited = set()
    for path in Path(registry.__file__).parents[1].rglob("*"):
        if path.suffix in (".toml", ".csv", ".po", ".j2"):
            cited |= set(re.findall(r"\bdocs/[\w./-]+\.md", path.read_text(encoding="utf-8")))
    assert "docs/measures.md" in cited
    assert [page for page in sorted(cited) if not (REPOSITORY / page).exists()] == []


def test_links_of_the_repository_lead_to_pages_of_the_site() -> None:
    assert (
        docs_site.rewrite_links("[a](docs/style.md#x) [b](CONTRIBUTING.md)") == "[a](style.md#x) [b](contributing.md)"
    )
    assert docs_site.rewrite_links("[c](https://example.org/docs/a.md)") == "[c](https://example.org/docs/a.md)"


def test_version_and_changelog_agree() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    zenodo = (REPOSITORY / ".zenodo.json").read_text(encoding="utf-8")
    assert f'"version": "{project["version"]}"' in zenodo
    assert f"\n## {project['version']} - 20" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.long
def test_the_site_is_built_without_a_warning_and_asks_nobody_else(tmp_path: Path) -> None:
    assert docs_site.build(tmp_path) == 0
    html = tmp_path / "html"
    assert list(docs_site.find_requests(html)) == []
    assert len(list(html.rglob("*.html"))) > 45
    assert "api.measure" in (html / "reference" / "python.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_link_that_leads_nowhere_and_a_page_without_a_link_are_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs_site, "DOCS", tmp_path / "docs")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "conf.py").write_text((DOCS / "conf.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[nowhere](nothing.md)\n", encoding="utf-8")
    assert docs_site.build(tmp_path / "out") != 0
