"""How the time of an update grows with depth, width, batch, T and the length of a sequence: ours by Z-IL and by
back-propagation (by IL over T), and PyTorch's back-propagation; IL by dense kernels beside IL by libtorch's over batch and
width. Written as JSON and as a plot."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from orchestrate import interrupted, machine, say, warm_up
from plot import Panel, draw
from workers import Candidate, Failure, Task, Worker, export

Entry = dict[str, Any]


@dataclass(frozen=True)
class Curve:
    """One quantity that is varied."""

    name: str
    label: str
    values: list[int]
    entry: Callable[[int], Entry]
    rules: list[str]


def mlp(depth: int = 3, width: int = 128, batch: int = 128, **more: Any) -> Entry:
    """An entry of an mlp with this many layers that have parameters."""
    sizes = [width] * depth + [10]
    common = {"network": "mlp", "activation": "tanh", "loss": "cross-entropy", "optimizer": "adam", "lr": 0.001}
    return {**common, "sizes": sizes, "batch": batch, **more}


def relaxing(**more: int) -> Entry:
    return mlp(depth=4, steps=8, gamma=0.1, loss="squared-error", **more)


def rnn(length: int) -> Entry:
    common = {"network": "rnn", "loss": "cross-entropy", "optimizer": "adam", "lr": 0.001}
    return {**common, "sizes": [28, 128, 10], "length": length, "batch": 64}


# Inference learning in different arithmetics stands beside itself.
ARITHMETICS = {name: {"rule": "il", "arithmetic": name} for name in ("fused", "exact")}


def curves() -> list[Curve]:
    both = ["z-il", "bp"]
    return [
        Curve("depth", "layers (width 128, batch 128)", [2, 4, 8, 16, 32, 64], lambda n: mlp(depth=n), both),
        Curve("width", "width (3 layers, batch 128)", [32, 64, 128, 256, 512, 1024], lambda n: mlp(width=n), both),
        Curve("batch", "batch (3 layers, width 128)", [1, 4, 16, 64, 256, 1024], lambda n: mlp(batch=n), both),
        Curve(
            "steps",
            "T (4 layers, width 128, batch 128)",
            [4, 8, 16, 32, 64],
            lambda n: mlp(depth=4, steps=n, gamma=0.1, loss="squared-error"),
            ["il"],
        ),
        Curve("length", "sequence length (rnn, 128 units, batch 64)", [4, 8, 16, 32, 64, 128], rnn, both),
        Curve(
            "IL-batch",
            "batch (IL, 4 layers, width 128, T 8)",
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
            lambda n: relaxing(batch=n),
            list(ARITHMETICS),
        ),
        Curve(
            "IL-width",
            "width (IL, 4 layers, batch 64, T 8)",
            [32, 64, 128, 256, 512, 1024, 2048],
            lambda n: relaxing(width=n, batch=64),
            list(ARITHMETICS),
        ),
    ]


NAMES = {
    "z-il": "pcn4j Z-IL",
    "bp": "pcn4j BP",
    "il": "pcn4j IL",
    "fused": "IL, dense kernels",
    "exact": "IL, libtorch's kernels",
}


def sides(rules: list[str]) -> list[tuple[str, str, Candidate]]:
    """(name, rule, candidate) of each line of a panel."""
    ours = [(NAMES[rule], rule, Candidate("ours", "java", "", "default")) for rule in rules]
    if rules == list(ARITHMETICS):
        return ours
    if rules == ["il"]:
        torch = Candidate("PyTorch IL", "torch", "skip", "1")
        jax = Candidate("JAX IL", "jax", "fori", "1")
        return [*ours, ("PyTorch IL", "il", torch), ("JAX IL", "il", jax)]
    return [*ours, ("PyTorch BP", "bp", Candidate("PyTorch BP", "torch", "eager", "1"))]


def point(curve: Curve, value: int, folder: Path, log: Path, rounds: int, seconds: float) -> dict[str, float]:
    """Milliseconds of an update by each side, which take turns."""
    rules = dict.fromkeys(rule for _, rule, _ in sides(curve.rules))
    entries = [{"id": rule, "rule": rule, **curve.entry(value), **ARITHMETICS.get(rule, {})} for rule in rules]
    file = folder / "workloads.json"
    file.write_text(json.dumps(entries))
    exchange = folder / "exchange"
    export(Task(entries[0], file, exchange))
    millis: dict[str, list[float]] = {}
    with contextlib.ExitStack() as stack:
        running = []
        for name, rule, candidate in sides(curve.rules):
            worker = Worker(candidate, Task({"id": rule}, file, exchange), log)
            stack.enter_context(worker)
            once = warm_up(worker, 15 * seconds)
            running.append((name, worker, max(2, min(200, int(seconds * 1000 / once)))))
        for turn in range(rounds):
            for name, worker, count in running if turn % 2 == 0 else reversed(running):
                millis.setdefault(name, []).extend(worker.run(count + 1)[1:])
    return {name: statistics.median(millis[name]) for name, _, _ in running}


def panel(curve: Curve, points: dict[int, dict[str, float]]) -> Panel:
    names = list(dict.fromkeys(name for times in points.values() for name in times))
    lines = {name: [(value, times[name]) for value, times in points.items() if name in times] for name in names}
    return Panel(curve.name if curve.name != "steps" else "T", curve.label, "ms per update", lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/run --curves", description=__doc__)
    parser.add_argument("--only", default="", metavar="NAMES", help="of depth, width, batch, steps, length, IL-batch, IL-width")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=0.2, help="of a turn")
    parser.add_argument("--json", type=Path, default=Path("curves.json"), help="is added to where it exists")
    parser.add_argument("--svg", type=Path, default=Path("curves.svg"))
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupted)
    known = json.loads(arguments.json.read_text()) if arguments.json.exists() else {"curves": {}}
    wanted = arguments.only.split(",") if arguments.only else [curve.name for curve in curves()]
    log = Path(tempfile.gettempdir()) / "pcn4j-bench-curves.log"
    for curve in curves():
        if curve.name not in wanted:
            continue
        points: dict[str, dict[str, float]] = {}
        for value in curve.values:
            with tempfile.TemporaryDirectory(prefix="pcn4j-curves-") as folder:
                try:
                    points[str(value)] = point(
                        curve, value, Path(folder), log, arguments.rounds, arguments.seconds
                    )
                    say(f"{curve.name} {value}: " + ", ".join(f"{n} {t:.3g} ms" for n, t in points[str(value)].items()))
                except Failure as problem:
                    say(f"{curve.name} {value}: {problem}")
        known["curves"][curve.name] = points
        known["machine"] = machine()
        arguments.json.write_text(json.dumps(known, indent=1) + "\n")
    panels = [
        panel(curve, {int(value): times for value, times in known["curves"][curve.name].items()})
        for curve in curves()
        if known["curves"].get(curve.name)
    ]
    title = "Milliseconds of an update over " + ", ".join(panel.title for panel in panels)
    arguments.svg.write_text(draw(panels, title))


if __name__ == "__main__":
    main()
