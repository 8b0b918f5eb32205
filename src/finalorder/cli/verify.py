"""The command ``verify``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.operations import AnchorComparison, Verification
    from finalorder.words import Words


@click.command()
@options.add_lake_options
@options.add_answer_options
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
def verify(lake_dir: Path, release: str | None, form: str, lang: str, disclosure: str, out: Path | None) -> None:
    """Compare a lake with figures that others have published about the court's releases.

    A simulated release is compared with the figures of its own month; a lake of simulated releases that differ in
    their month only, each figure in the release of its month. A real release is compared with the figures about it,
    and with those about periods closed before it; if the lake or its history has both of two months between which
    others saw rows vanish, with that too.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    found = api.verify(lake_dir, release, profile=disclosure)
    if form == "table" and out is None:
        click.echo("\n".join(format_verification(found, lang)))
        return
    question = api.make_question("verify", release=release, profile=disclosure, lang=lang)
    write_answer(api.Answer.of_releases(question, found.shown, *found.releases), form, out)


def format_verification(found: "Verification", lang: str) -> Iterator[str]:
    """Format the comparison for a terminal."""
    from finalorder.answers import list_stamps
    from finalorder.words import load_words

    words = load_words(lang)
    yield from list_stamps(found.shown, lang)
    yield words.format_plain("verify.calibration" if found.simulated else "verify.real")
    yield ""
    ours = ("simulated", "ratio") if found.simulated else ("ours", "difference", "tolerance")
    heading = [words.format_plain(f"verify.{name}") for name in ("group", "anchor", "published", *ours, "verdict")]
    yield from _align_columns([heading, *(_format_comparison(item, found, words) for item in found.comparisons)])
    if not found.comparisons:
        yield words.format_plain("verify.none")
    if found.simulated:
        yield ""
        yield from _format_anchor_groups(found, words)
    for month, number in found.skipped.items():
        name = "verify.skipped_month" if month else "verify.skipped_table"
        yield words.format_plain(name, count=number, month=month)


def _format_comparison(item: "AnchorComparison", found: "Verification", words: "Words") -> list[str]:
    anchor = item.anchor
    known = [_find_group_name(anchor.group, words), anchor.id, _format_figure(anchor.published)]
    if item.ours is None or item.ratio is None:
        return [*known, words.format_plain("status.hidden")]
    if found.simulated:
        verdict = words.format_plain("verify.near" if item.agrees else "verify.off")
        held = f" ({words.format_plain('verify.held')})" if anchor.use == "held_out" else ""
        return [*known, _format_figure(item.ours), f"{item.ratio:.3f}", verdict + held]
    verdict = words.format_plain("verify.agrees" if item.agrees else "verify.differs")
    difference = item.ours - anchor.published
    return [*known, _format_figure(item.ours), _format_figure(difference, "+"), f"{item.tolerance:.2%}", verdict]


def _find_group_name(group: str, words: "Words") -> str:
    return words.find_word("anchor_group", group.replace(" ", "_"))


def _format_figure(value: float, sign: str = "") -> str:
    return format(value, f"{sign},.0f" if abs(value) >= 1000 else f"{sign},.4g")


def _format_anchor_groups(found: "Verification", words: "Words") -> Iterator[str]:
    for group in found.groups:
        yield words.format_plain(
            "verify.group_near",
            group=_find_group_name(group.name, words),
            near=group.near,
            fitted=group.fitted,
            share=f"{group.share:.0%}",
            held_near=group.held_out_near,
            held=group.held_out,
        )


def _align_columns(rows: list[list[str]]) -> Iterator[str]:
    """Yield the rows in columns: the first two to the left, numbers to the right."""
    width = max(len(row) for row in rows)
    full = [row + [""] * (width - len(row)) for row in rows]
    sizes = [max(len(row[k]) for row in full) for k in range(width)]
    for row in full:
        cells = (
            text.ljust(size) if k < 2 else text.rjust(size)
            for k, (text, size) in enumerate(zip(row, sizes, strict=True))
        )
        yield "  ".join(cells).rstrip()
