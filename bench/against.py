#!/usr/bin/env python3
"""Compares this checkout of the library with another one, update by update, in turns.

    bench/against.py OTHER [--only W1,W4-cnn] [--rounds N] [--json FILE]

OTHER is the root of the other checkout. Both must have been built:
mvn -pl pcn4j-bench -am -DskipTests package. Times mean something only on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from workers import BENCH, ROOT, Candidate, Failure, Task, Worker, export

SECONDS_OF_A_TURN = 0.4
WARM_UP = 12.0


def warm_up(side: Worker) -> float:
    """Updates for a while; returns the milliseconds of one in the end."""
    end = time.monotonic() + WARM_UP
    once = 100.0
    while time.monotonic() < end:
        once = statistics.median(side.run(max(2, min(300, int(400 / max(once, 0.01))))))
    return once


def in_turns(sides: list[Worker], rounds: int) -> list[list[float]]:
    """Lets all update in turns, back and forth; returns of each the median milliseconds of its turns."""
    counts = [max(2, min(300, int(SECONDS_OF_A_TURN * 1000 / max(warm_up(side), 0.01)))) for side in sides]
    medians: list[list[float]] = [[] for _ in sides]
    for turn in range(rounds):
        order = range(len(sides))
        for i in order if turn % 2 == 0 else reversed(order):
            dropped = max(1, counts[i] // 10)  # caches are the others' still
            medians[i].append(statistics.median(sides[i].run(counts[i] + dropped)[dropped:]))
    return medians


def spread(ratios: list[float]) -> dict[str, float]:
    """Returns the median with the tenth and ninetieth percentile."""
    ratios = sorted(ratios)
    return {
        "ratio": statistics.median(ratios),
        "p10": ratios[len(ratios) // 10],
        "p90": ratios[-1 - len(ratios) // 10],
    }


def compare(roots: list[Path], workload: str, file: Path, rounds: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="pcn4j-bench-") as folder, contextlib.ExitStack() as stack:
        task = Task({"id": workload}, file, Path(folder))
        export(task)
        log = Path(tempfile.gettempdir()) / "pcn4j-bench.log"
        sides = [stack.enter_context(Worker(Candidate("ours", "java", "", "default", root), task, log)) for root in roots]
        medians = in_turns(sides, rounds)
    return {
        "workload": workload,
        "this_ms": statistics.median(medians[0]),
        "other_ms": statistics.median(medians[1]),
        **spread([a / b for a, b in zip(*medians)]),
        "rounds": rounds,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/against.py", description=__doc__.split("\n", 1)[0])
    parser.add_argument("other", type=Path, help="the root of another checkout, built")
    parser.add_argument("--only", default="W1,W3,W4", metavar="IDS", help="such as W1,W4-cnn; W4 means all of W4")
    parser.add_argument("--rounds", type=int, default=12, help="turns of each side")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the ratios as well")
    arguments = parser.parse_args()
    file = BENCH / "workloads.json"
    names = arguments.only.split(",")
    chosen = [
        w["id"]
        for w in json.loads(file.read_text())
        if "kind" not in w and any(w["id"] == n or w["id"].startswith(n + "-") for n in names)
    ]
    if not chosen:
        parser.error(f"no workload {arguments.only}")
    roots = [ROOT, arguments.other.resolve()]
    results = []
    for workload in chosen:
        try:
            results.append(compare(roots, workload, file, arguments.rounds))
        except Failure as problem:
            print(f"bench: {problem}", file=sys.stderr)
            return 1
        r = results[-1]
        print(f"{r['workload']:24} {r['this_ms']:9.3f} ms  {r['other_ms']:9.3f} ms  "
              f"{r['ratio']:.3f} [{r['p10']:.3f}–{r['p90']:.3f}]", flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps(results, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
