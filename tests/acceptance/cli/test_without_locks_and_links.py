"""Every command on a system without fcntl and on a disk without links: one process, one copied lake.

Windows is such a system; it is not here, so the absence of both is simulated. Not asked are `fetch` and `watch`, which
ask the network, `publish` and `serve`, which take minutes of a site (both did their work when they were tried by hand),
and `mcp`, whose library asks for locks itself on any system that is not Windows.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, sys, pathlib, traceback
def refuse(*_, **__): raise OSError(1, "Operation not permitted")
for name in ("fcntl", "pwd", "grp"): sys.modules[name] = None
os.symlink = os.link = refuse
pathlib.Path.symlink_to = pathlib.Path.hardlink_to = refuse
from finalorder.cli.main import run
for line in sys.stdin.read().splitlines():
    sys.argv = ["finalorder", *line.split("\\t")]
    code = 0
    try:
        run()
    except SystemExit as left:
        code = left.code or 0
    except BaseException:
        traceback.print_exc()
        code = "crash"
    print("RAN", code, line.replace("\\t", " "), flush=True)
"""
OPERATION = "2019-06-family-operation"
ON_THE_LAKE = (
    "audit", "cohorts --flow", "verify", "measure backlog", "measure in_absentia --by city", "compare ddp",
    f"scope {OPERATION}", "check report.txt", "revisions in_absentia", "history add --from-lake", "history list",
    "diff MONTH MONTH", "export ledger/notes --out notes.csv", "measure backlog --out answer.json --format json",
    "reproduce answer.json", "ice add arrests.csv", "ice show arrests", f"brief {OPERATION} --out brief", "derive",
    "measure backlog",
)  # fmt: skip
ALONE = (
    "law", "methods", "dimensions", "values custody", "cities Miami", "show M1a", "deadlines --ordered 2019-06-03",
    "operation list", f"operation validate {OPERATION}", "forecast --until 2027", "backtest",
    "simulate small.zip --scale 0.0001", "build tiny.zip --lake fresh", "update tiny.zip --lake fresh",
)  # fmt: skip
#: an answer of their own: nothing published to compare with, nothing that differs between a release and itself
REFUSED = {"verify": 5, "diff": 2}


@pytest.mark.long
def test_every_command_does_its_work_without_them(tiny_zip: Path, tiny_lake: Path, tmp_path: Path) -> None:
    shutil.copyfile(tiny_zip, tmp_path / "tiny.zip")
    shutil.copytree(tiny_lake, tmp_path / "lake", symlinks=False, ignore=shutil.ignore_patterns(".versions"))
    (tmp_path / "lake" / ".versions").mkdir()
    (tmp_path / "report.txt").write_text("Officials said that 2,100 people have final orders.\n")
    arrests = (
        "apprehension_date,apprehension_state,apprehension_aor,apprehension_method,final_order_yes_no,duplicate_likely\n"
        "6/1/2025 07:00,GEORGIA,Atlanta Area of Responsibility,Located,YES,FALSE\n"
    )
    (tmp_path / "arrests.csv").write_text(arrests)
    name = next(path.name for path in (tmp_path / "lake").iterdir() if not path.name.startswith("."))
    lines = [*ALONE, *(f"{words} --lake lake" for words in ON_THE_LAKE)]
    asked = "\n".join(line.replace("MONTH", name).replace(" ", "\t") for line in lines)
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=asked, capture_output=True, text=True, cwd=tmp_path, env=environment,
        check=True, timeout=600,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr[-2_000:]
    ran = [line.split(" ", 2) for line in done.stdout.splitlines() if line.startswith("RAN ")]
    failed = {words: code for _, code, words in ran if code not in ("0", str(REFUSED.get(words.split()[0], 0)))}
    assert (len(ran), failed) == (len(lines), {}), done.stderr[-2_000:]
