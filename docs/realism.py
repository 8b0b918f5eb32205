"""Make docs/realism.md, its pictures and the baseline of the tests again: the model beside published figures.

python docs/realism.py --scale 0.05 --seed 1
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import altair as alt
import vl_convert

from finalorder.lake.folders import Lake
from finalorder.operations.verification import MODEL_TOLERANCE, AnchorComparison, Verification, compare_with_anchors
from finalorder.simulation.clean_release import CleanRequest, simulate_comparison_months

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
BASELINE = HERE.parent / "tests" / "integration" / "simulation" / "baseline.toml"
PUBLISHED, SIMULATED, BAND = "#1b1b1b", "#2f6fb0", "#dfe8f2"
SPAN = alt.Scale(domain=[0.5, 1.5], zero=False)
KINDS = alt.Scale(domain=["published", "simulated"], range=[PUBLISHED, SIMULATED])
STAMP = "SIMULATED"


def main() -> None:
    """Simulate the months, compare, and write page, pictures and baseline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        simulate_comparison_months(Path(folder), CleanRequest(asked.scale, asked.seed), said=_spell_month)
        found = compare_with_anchors(Lake(Path(folder)), profile="none")
    command = f"python docs/realism.py --scale {asked.scale:g} --seed {asked.seed}"
    BASELINE.write_text(baseline(found, asked.scale, asked.seed), encoding="utf-8")
    for name, chart in pictures(found).items():
        (IMAGES / f"realism-{name}.svg").write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")
    (HERE / "realism.md").write_text(page(found, asked.scale, command), encoding="utf-8")


def _spell_month(month: str) -> None:
    sys.stderr.write(f"simulated {month}\n")


def baseline(found: Verification, scale: float, seed: int) -> str:
    """The table of verify as TOML, to be reviewed as a diff: what was counted, and how far from what was published."""
    lines = [
        "# What `finalorder verify` counts in the model's releases, each month's figures in that month's release.",
        "# Made by `python docs/realism.py`; a change of the model is reviewed as a change of this file.",
        f"scale = {scale:g}",
        f"seed = {seed}",
        "",
        "# anchor = [published, counted at this scale (for a share: of how many), ratio at full size]",
        "[anchors]",
        *(
            f"{item.anchor.id} = [{item.anchor.published:.10g}, {_describe_count(item)}, {item.ratio:.4f}]"
            for item in found.comparisons
        ),
    ]
    return "\n".join(lines) + "\n"


def _describe_count(item: AnchorComparison) -> str:
    return str(item.row.numerator) if item.row.denominator is None else f"{item.row.numerator}, {item.row.denominator}"


# ---------------------------------------------------------------------------------------------------------- pictures


def pictures(found: Verification) -> dict[str, alt.Chart]:
    """The pictures of the page by name."""
    courts = [item for item in found.comparisons if re.fullmatch(r"completed-[a-z]{3}", item.anchor.id)]
    return {
        "ratios": _ratios(found.comparisons),
        "years": _years(found.comparisons),
        "courts": _pairs(courts, "by court"),
        "absence": _pairs([i for i in found.comparisons if i.anchor.group == "absence by year" and i.anchor.is_share],
                          "in absentia, percent"),
    }  # fmt: skip


def _ratios(found: Iterable[AnchorComparison]) -> alt.Chart:
    rows = [
        {"group": item.anchor.group, "ratio": min(max(item.ratio or 0, 0.5), 1.5), "anchor": item.anchor.id,
         "kind": "held out of fitting" if item.anchor.use == "held_out" else "fitted"}
        for item in found
    ]  # fmt: skip
    band = alt.Chart(alt.Data(values=[{"low": 1 - MODEL_TOLERANCE, "high": 1 + MODEL_TOLERANCE}])).mark_rect(color=BAND)
    dots = alt.Chart(alt.Data(values=rows)).mark_circle(size=38, opacity=0.75)
    axis = alt.X("ratio:Q", scale=SPAN, title="simulated over published (ends gathered at 0.5, 1.5)")
    drawn = dots.encode(
        x=axis,
        y=alt.Y("group:N", title=None, axis=alt.Axis(labelLimit=260)),
        yOffset=alt.YOffset("anchor:N", sort=None),
        color=alt.Color("kind:N", title=None, scale=alt.Scale(range=[SIMULATED, "#c2571a"])),
    )
    return _set_title(
        (band.encode(x=alt.X("low:Q", scale=SPAN), x2="high:Q") + drawn),
        "Every figure; the band is 10% either way",
        560,
        330,
    )


def _years(found: Iterable[AnchorComparison]) -> alt.Chart:
    rows = []
    for item in found:
        match = re.fullmatch(r"(pending|receipts|completions)-fy(\d{4})", item.anchor.id)
        if match:
            for kind, value in (("published", item.anchor.published), ("simulated", item.ours or 0)):
                rows.append({"what": match[1], "year": int(match[2]), "cases": value, "kind": kind})
    lines = alt.Chart(alt.Data(values=rows)).mark_line().encode(
        x=alt.X("year:Q", axis=alt.Axis(format="d"), title="fiscal year"),
        y=alt.Y("cases:Q", title="cases"),
        color=alt.Color("what:N", title=None),
        strokeDash=alt.StrokeDash("kind:N", title=None, legend=alt.Legend(symbolType="stroke")),
    )  # fmt: skip
    return _set_title(lines, "Receipts, completions and pending cases by fiscal year", 560, 300)


def _pairs(found: Iterable[AnchorComparison], what: str) -> alt.Chart:
    rows = [
        {"anchor": item.anchor.id.removeprefix("completed-").upper() if what == "by court" else item.anchor.id,
         "number": value, "kind": kind}
        for item in found
        for kind, value in (("published", item.anchor.published), ("simulated", item.ours or 0))
    ]  # fmt: skip
    ticks = alt.Chart(alt.Data(values=rows)).mark_point(filled=True, size=55).encode(
        y=alt.Y("anchor:N", title=None, sort=None),
        x=alt.X("number:Q", title=what),
        color=alt.Color("kind:N", title=None, scale=KINDS),
        shape=alt.Shape("kind:N", title=None),
    )  # fmt: skip
    return _set_title(ticks, f"Completions {what}", 520, 11 * len(rows))


def _set_title(chart: alt.Chart, title: str, width: int, height: int) -> alt.Chart:
    made = chart.properties(width=width, height=height, title=f"{STAMP}: {title}", background="white")
    return made.configure(font="Helvetica, Arial, sans-serif").configure_view(stroke=None)


# -------------------------------------------------------------------------------------------------------------- page


def page(found: Verification, scale: float, command: str) -> str:
    """docs/realism.md."""
    fitted = [item for item in found.comparisons if item.anchor.use == "calibration"]
    near = sum(bool(item.agrees) for item in fitted)
    rows = [item for item in found.comparisons if item.anchor.id.startswith("rows-")]
    worst = max(rows, key=lambda item: abs((item.ratio or 0) - 1))
    return PAGE.format(
        figures=len(found.comparisons),
        months=len({item.anchor.month for item in found.comparisons}),
        fitted=len(fitted),
        near=near,
        share=f"{near / len(fitted):.0%}",
        scale=f"{scale:g}",
        groups="\n".join(_group_rows(found)),
        worst=f"`{worst.anchor.id}` at {worst.ratio:.3f}",
        misses="\n".join(_miss_rows(found)),
        command=command,
    )


def _group_rows(found: Verification) -> Iterator[str]:
    for group in found.groups:
        held = f"{group.held_out_near} of {group.held_out}"
        yield f"| {group.name} | {group.fitted} | {group.near} | {group.share:.0%} | {held} |"


def _miss_rows(found: Verification) -> Iterator[str]:
    for item in found.misses:
        held = "held out" if item.anchor.use == "held_out" else ""
        yield (
            f"| {item.anchor.group} | `{item.anchor.id}` | {_plain(item.anchor.published)} | {_plain(item.ours or 0)} "
            f"| {item.ratio:.2f} | {held} |"
        )


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 1000 else f"{number:.1f}"


PAGE = """# How real is the model?

**SIMULATED.** The simulation's releases beside {figures} published figures, each in a simulated release of its own
month ({months} months). This is calibration, not evidence: the parameters were set so that these figures come out, so
that agreement says nothing about the courts, and a brief made from a simulated release says nothing about people.
A tenth of the figures in every group was held out of the fitting.

{near} of the {fitted} fitted figures ({share}) lie within 10%. Asked of the model: 80% of each group, and no table's
row count off by more than 3%; the row count furthest off is {worst}.

| group | fitted figures | within 10% | share | held out, within 10% |
|---|---|---|---|---|
{groups}

![Every figure: simulated over published](images/realism-ratios.svg)

![Receipts, completions and pending cases by fiscal year](images/realism-years.svg)

![Completions by court](images/realism-courts.svg)

![Completions in absentia](images/realism-absence.svg)

## What is off by more than 10%

| group | figure | published | simulated | ratio | |
|---|---|---|---|---|---|
{misses}

The decision O and the Board's withdrawals were held out and show what fitting alone does not reach; a court that was
held out can only be guessed from courts like it. Small counts are also off by chance: at scale {scale} a figure of
2,000 is drawn from about a hundred cases or fewer.

## Where the published figures do not fit together

* The orders in absentia and initial completions of fiscal years 2011 to 2020 (CRS IF11892) have a base of 57% of the
  total completions of those years, which is the share of people not in custody in 2017; they are read as theirs.
* Total completions of the fiscal years leave transfers, changes of venue and closures out; completed proceedings by
  calendar year have them. Both series are met with moves that grow from few in 2001 to more than half of the
  completions in 2014 to 2018.
* A release described as mid-2025 is compared with July 2025, the month that its row counts fit.

## Make it again

```
{command}
```

It simulates the months, compares them with `finalorder.operations.compare_with_anchors`, and writes this page, its
pictures and `tests/integration/simulation/baseline.toml`. `finalorder verify --lake LAKE` does the same comparison
for any lake; what each figure counts is in `src/finalorder/registry/anchors.csv`, with its source.
"""


if __name__ == "__main__":
    main()
