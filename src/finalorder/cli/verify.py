"""The command ``verify``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.operations import AnchorComparison, Verification

WORDS = {
    "en": {
        "calibration": "Calibration, not evidence: the model was fitted until these figures came out.",
        "real": "Figures others have published about this release, or about periods closed before it.",
        "simulated": "simulated", "ours": "ours", "published": "published", "anchor": "anchor", "group": "group",
        "ratio": "ratio", "difference": "difference", "tolerance": "tolerance", "verdict": "verdict",
        "near": "within 10%", "off": "off", "agrees": "agrees", "differs": "differs", "hidden": "hidden",
        "of": "of", "held": "held out of fitting", "skipped": "not compared",
        "month": "about the release of {}", "table": "a table is not in the lake",
        "none": "no figure is about this release",
    },
    "es": {
        "calibration": "Es calibración, no prueba: los parámetros del modelo se fijaron para que salgan estas cifras.",
        "real": "Cifras que otros han publicado sobre esta entrega, o sobre períodos cerrados antes de ella.",
        "simulated": "simulado", "ours": "nuestro", "published": "publicado", "anchor": "ancla", "group": "grupo",
        "ratio": "razón", "difference": "diferencia", "tolerance": "tolerancia", "verdict": "veredicto",
        "near": "a menos de 10%", "off": "lejos", "agrees": "coincide", "differs": "difiere", "hidden": "oculto",
        "of": "de", "held": "fuera del ajuste", "skipped": "no comparadas",
        "month": "sobre la entrega de {}", "table": "falta una tabla en el lago",
        "none": "ninguna cifra sobre esta entrega",
    },
}  # fmt: skip


@click.command()
@options.add_lake_options
@options.add_answer_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to this file.")
def verify(lake_dir: Path, release: str | None, form: str, lang: str, disclosure: str, out: Path | None) -> None:
    """Compare a lake with figures that others have published about the court's releases.

    A simulated release is compared with the figures of its own month; a lake of simulated releases that differ in
    their month only, each figure in the release of its month. A real release is compared with the figures about it,
    and with those about periods closed before it.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    found = api.verify(lake_dir, release, profile=disclosure)
    if form == "table" and out is None:
        click.echo("\n".join(format_verification(found, WORDS[lang])))
        return
    question = api.make_question("verify", release=release, profile=disclosure, lang=lang)
    write_answer(api.Answer(question, found.shown), form, out)


def format_verification(found: "Verification", words: dict[str, str]) -> Iterator[str]:
    """The comparison for a terminal."""
    yield from found.shown.stamps
    yield words["calibration"] if found.simulated else words["real"]
    yield ""
    ours = ("simulated", "ratio") if found.simulated else ("ours", "difference", "tolerance")
    heading = [words[name] for name in ("group", "anchor", "published", *ours, "verdict")]
    yield from _align_columns([heading, *(_format_comparison(item, found, words) for item in found.comparisons)])
    if not found.comparisons:
        yield words["none"]
    if found.simulated:
        yield ""
        yield from _format_anchor_groups(found, words)
    for month, number in found.skipped.items():
        reason = words["month"].format(month) if month else words["table"]
        yield f"{words['skipped']}: {number} ({reason})"


def _format_comparison(item: "AnchorComparison", found: "Verification", words: dict[str, str]) -> list[str]:
    anchor = item.anchor
    known = [anchor.group, anchor.id, _format_figure(anchor.published)]
    if item.ours is None or item.ratio is None:
        return [*known, words["hidden"]]
    if found.simulated:
        verdict = words["near"] if item.agrees else words["off"]
        held = f" ({words['held']})" if anchor.use == "held_out" else ""
        return [*known, _format_figure(item.ours), f"{item.ratio:.3f}", verdict + held]
    verdict = words["agrees"] if item.agrees else words["differs"]
    difference = item.ours - anchor.published
    return [*known, _format_figure(item.ours), _format_figure(difference, "+"), f"{item.tolerance:.2%}", verdict]


def _format_figure(value: float, sign: str = "") -> str:
    return format(value, f"{sign},.0f" if abs(value) >= 1000 else f"{sign},.4g")


def _format_anchor_groups(found: "Verification", words: dict[str, str]) -> Iterator[str]:
    for group in found.groups:
        held = f"; {words['held']}: {group.held_out_near} {words['of']} {group.held_out}"
        near = f"{group.near} {words['of']} {group.fitted} {words['near']} ({group.share:.0%})"
        yield f"{group.name}: {near}{held}"


def _align_columns(rows: list[list[str]]) -> Iterator[str]:
    """Rows in columns: the first two to the left, numbers to the right."""
    width = max(len(row) for row in rows)
    full = [row + [""] * (width - len(row)) for row in rows]
    sizes = [max(len(row[k]) for row in full) for k in range(width)]
    for row in full:
        cells = (
            text.ljust(size) if k < 2 else text.rjust(size)
            for k, (text, size) in enumerate(zip(row, sizes, strict=True))
        )
        yield "  ".join(cells).rstrip()
