#!/usr/bin/env python3
"""Compares rules that relax with inference learning, update by update, in turns: by the time of a pullback.

    bench/rules.py [--rules epc,ipc,...] [--rounds N] [--json FILE]

The network, the batch, T and the optimizer are W1's. It must have been built:
mvn -pl pcn4j-bench -am -DskipTests package. Times mean something only on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
from pathlib import Path

from against import in_turns, spread
from workers import BENCH, Candidate, Failure, Task, Worker, export

BASE = "il"
RULES = ["epc", "ipc", "il by adam"]


def compare(rules: list[str], rounds: int) -> list[dict]:
    like = next(w for w in json.loads((BENCH / "workloads.json").read_text()) if w["id"] == "W1")
    with tempfile.TemporaryDirectory(prefix="pcn4j-bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        file = folder / "workloads.json"
        file.write_text(json.dumps([{**like, "id": rule, "rule": rule} for rule in rules]))
        log = Path(tempfile.gettempdir()) / "pcn4j-bench.log"
        sides = []
        for rule in rules:
            task = Task({"id": rule}, file, folder / "exported")
            task.folder.mkdir(exist_ok=True)
            export(task)
            sides.append(stack.enter_context(Worker(Candidate("ours", "java", "", "default"), task, log)))
        medians = in_turns(sides, rounds)
        pullbacks = [side.ready["pullbacks"] for side in sides]
    return [
        {
            "rule": rule,
            "ms": statistics.median(medians[i]),
            "pullbacks": pullbacks[i],
            **spread([(a / pullbacks[i]) / (b / pullbacks[0]) for a, b in zip(medians[i], medians[0])]),
            "rounds": rounds,
        }
        for i, rule in enumerate(rules)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/rules.py", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rules", default=",".join(RULES), help=f"of {', '.join(RULES)} (default: all)")
    parser.add_argument("--rounds", type=int, default=12, help="turns of each")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the ratios as well")
    arguments = parser.parse_args()
    try:
        rows = compare([BASE, *arguments.rules.split(",")], arguments.rounds)
    except Failure as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1
    for r in rows:
        print(f"{r['rule']:12} {r['ms']:8.3f} ms  {r['pullbacks']:4} pullbacks  "
              f"{r['ratio']:.3f} [{r['p10']:.3f}–{r['p90']:.3f}] a pullback, beside {BASE}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
