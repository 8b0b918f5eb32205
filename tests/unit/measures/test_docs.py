"""docs/measures.md lists every method as the data has it; run this file to print the table anew."""

from collections.abc import Iterator

from finalorder.measures import Method, group_methods_by_measure, load_methods
from finalorder.measures.methods import METHOD_KINDS
from finalorder.measures.unit_dimensions import list_common_dimensions
from finalorder.registry import load_dimensions
from support.places import DOCS

PAGE = DOCS / "measures.md"


def lines() -> Iterator[str]:
    """The table of methods, in Markdown."""
    yield "| method | counts | numerator / denominator | who uses it |"
    yield "|---|---|---|---|"
    for found in load_methods().values():
        yield line(found)


def line(found: Method) -> str:
    """One method in one line."""
    source = f"[{found.author}]({found.url})" if found.author != "finalorder" else "finalorder"
    if not found.is_computed:
        return f"| {found.id} | not computed: {found.not_computed} | | {source} |"
    of = "" if found.denominator == "none" else f" / {found.denominator}"
    counted = found.denominator if found.numerator == "none" else found.numerator + of
    return f"| {found.id} | {found.sentence} | {counted} | {source} |"


def test_the_page_has_the_table_of_methods_as_the_data_has_it() -> None:
    assert "\n".join(lines()) in PAGE.read_text(encoding="utf-8")


def test_the_page_names_every_measure_and_every_dimension() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in group_methods_by_measure() if f"`{name}`" not in text] == []
    assert [name for name in list_common_dimensions() if f"`{name}`" not in text] == []


def _is_citation_checkable(method: Method) -> bool:
    """Whether it has an address, or, as a method of our own, cites a page of this repository that exists."""
    own = method.author == "finalorder" and not method.url
    page = DOCS.parent / method.citation.removeprefix("finalorder, ")
    return page.is_file() if own else method.url.startswith("http")


def test_every_method_says_what_it_does_with_the_hard_cases() -> None:
    for found in load_methods().values():
        assert found.kind in METHOD_KINDS
        assert _is_citation_checkable(found), found.id
        words = (found.describe("en"), found.describe("es"), found.title, found.author, found.citation)
        assert all(words), found.id
        if found.is_computed:
            choices = (found.unit, found.numerator, found.denominator, found.population, found.period, found.pitfalls)
            cases = (found.pending, found.reopened, found.detained, found.closed, found.riders)
            assert all(choices + cases), found.id
            assert found.sql.startswith(f"-- {found.name}: one row"), found.id


def test_every_dimension_of_a_method_is_one_of_the_registry() -> None:
    for found in load_methods().values():
        assert set(found.dimensions) <= set(load_dimensions()), found.id


def test_the_methods_of_absence_are_those_of_the_contract() -> None:
    wanted = "M1a M1b M2 M3 M4 M4r M5i M5ii M6 M7a M7b M8 M9 M10a M10b M11 CI CIc M12 M13 M14"
    assert set(wanted.split()) <= set(load_methods())
    assert [name for name in ("M12", "M13", "M14") if load_methods()[name].is_computed] == []
    assert {load_methods()[name].note for name in ("M2", "M3", "M4")} == {"reading: assumed"}
    assert load_methods()["M10b"].note == "decided selects attenders"


if __name__ == "__main__":
    print("\n".join(lines()))
