"""Measures the library and its peers side by side and prints who is faster by how much.

For each workload: the library exports initial parameters and batches; every peer must learn what the library learns
before it is timed; each peer gets the mode and the number of threads that suit it best; then all take turns.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from workers import BENCH, CORES, Candidate, Failure, Task, Worker, environment, export, started_fast

GRADIENTS_CHECKED = 1
UPDATES_CHECKED = 3
SGD_RATE = 0.1  # unless a workload's agreement says another: where gradients are small, parameters' own rounding hides them
SGD_BOUND = 1e-3
ADAM_BOUND = 5e-2
PARAMETER_BOUND = 2e-2  # of a single parameter, by SGD
STILL = 1e-5  # a parameter that moves by less than this share of all movement moves by rounding, as a key's bias does


@dataclass
class Spread:
    median: float
    p10: float
    p90: float

    @staticmethod
    def of(values: list[float]) -> Spread:
        low, middle, high = np.percentile(values, [10, 50, 90])
        return Spread(float(middle), float(low), float(high))


@dataclass
class Side:
    """One side of a workload that was timed."""

    candidate: Candidate
    millis: Spread
    versions: dict[str, str]
    threads: Any


@dataclass
class Result:
    workload: dict[str, Any]
    ours: Side | None = None
    peers: list[Side] = field(default_factory=list)
    fastest: str = ""
    ratio: Spread | None = None
    met: bool = False
    agreement: dict[str, dict[str, float]] = field(default_factory=dict)
    search: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    rounds: int = 0
    problem: str = ""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# Who takes part


def ways(workload: dict[str, Any], quick: bool) -> list[tuple[str, str, str]]:
    """The peers of a workload and their modes: (peer, program, mode)."""
    if workload["rule"] in ("il", "ipc", "settle"):
        torch = ["autograd", "manual", "skip"] if workload["rule"] == "il" else ["skip"]
        torch += [] if quick else ["compile"]
        # XLA runs a convolution within a loop on the CPU by a path that is ten times as slow.
        jax = ["fori", "unrolled"] if workload["network"] == "mlp" else ["unrolled"]
        return [("PyTorch IL", "torch", m) for m in torch] + [("JAX IL", "jax", m) for m in jax]
    modes = ["eager"]
    if workload["network"] in ("cnn", "vgg5", "resnet18"):
        modes.append("channels-last")
    if workload["network"] == "rnn":
        modes.append("module")
    return [("PyTorch BP", "torch", m) for m in modes + ([] if quick else ["compile"])]


# Agreement


def difference(task: Task, ours: Path, theirs: Path) -> tuple[float, float, str]:
    """‖a − b‖ / ‖a − initial‖ over all parameters, and of the parameter where it is largest, of those that move; of values
    that settle ‖a − b‖ / ‖a‖."""
    apart, moved = {}, {}
    settles = task.workload["rule"] == "settle"
    learned = (task.folder / "initial" / "order.txt").read_text().split()
    for name in sorted(path.stem for path in ours.glob("*.npy")) if settles else learned:
        a, b = np.load(ours / f"{name}.npy"), np.load(theirs / f"{name}.npy")
        if a.shape != b.shape:
            raise Failure(f"{name} has shape {b.shape}, not {a.shape}")
        initial = 0 if settles else np.load(task.folder / "initial" / f"{name}.npy")
        d = float(np.sum(np.square(a - b, dtype=float)))
        m = float(np.sum(np.square(a - initial, dtype=float)))
        if not np.isfinite(d):
            raise Failure(f"{name} is not finite")
        apart[name], moved[name] = d, m
    total = sum(moved.values())
    if total == 0:
        raise Failure("nothing was learned")
    shares = {name: (apart[name] / moved[name]) ** 0.5 for name in moved if moved[name] > STILL**2 * total}
    worst = max(shares, key=lambda name: shares[name])
    return (sum(apart.values()) / total) ** 0.5, shares[worst], worst


def with_sgd(task: Task) -> Task:
    """The same workload learned by plain gradient descent: its differences are those of the gradients. Adam divides a
    gradient by its own size, which turns the rounding of one that is almost zero into a step of full length."""
    changed = {**task.workload, "optimizer": "sgd", "lr": task.workload.get("agreement", {}).get("rate", SGD_RATE)}
    file = task.scratch / "sgd.json"
    file.write_text(json.dumps([changed]))
    return Task(changed, file, task.folder, task.scratch)


def updates_checked(workload: dict[str, Any]) -> int:
    return workload.get("agreement", {}).get("updates", UPDATES_CHECKED)


def require_agreement(
    task: Task, theirs: Path, ours: Path, bound: float, single: float, what: str
) -> dict[str, float]:
    """Within one bound over all parameters, and another for each."""
    total, worst, name = difference(task, ours, theirs)
    text = f"{what}: {total:.1e} (bound {bound:.0e}), most in {name} {worst:.1e}"
    if total > bound or worst > single:
        raise Failure(f"disagrees by {text}")
    say(f"    agrees by {text}")
    return {"all": total, "worst": worst, "bound": bound}


# Timing


def estimate(worker: Worker, budget: float) -> float:
    """A first idea of the milliseconds of an update, within a budget of seconds after the first two."""
    once = statistics.median(worker.run(2)[1:])
    count = max(2, min(300, int(budget * 1000 / max(once, 0.01))))
    return statistics.median(worker.run(count)[count // 3 :])


def search(task: Task, log: Path, result: Result, quick: bool) -> list[Candidate]:
    """Returns each peer's fastest mode and number of threads, of those that agree with ours."""
    sgd = with_sgd(task)
    ours = Candidate("ours", "java", "", "default")
    updates = updates_checked(task.workload)
    bounds = task.workload.get("agreement", {})
    gradient_bound, own_bound = bounds.get("gradients", SGD_BOUND), bounds.get("own", ADAM_BOUND)
    for kind, served, count in (("sgd", sgd, GRADIENTS_CHECKED), ("own", task, updates)):
        with Worker(ours, served, log) as worker:
            worker.check(count, task.scratch / f"ours-{kind}")
    best: dict[str, tuple[float, Candidate]] = {}
    for peer, program, mode in ways(task.workload, quick):
        try:
            say(f"  {peer} [{mode}]")
            agreement = {}
            with Worker(Candidate(peer, program, mode, "1"), sgd, log) as worker:
                worker.check(GRADIENTS_CHECKED, task.scratch / "theirs-sgd")
            agreement["gradients"] = require_agreement(
                task,
                task.scratch / "theirs-sgd",
                task.scratch / "ours-sgd",
                gradient_bound,
                bounds.get("single", PARAMETER_BOUND),
                "gradients (by SGD)",
            )
            for threads in sorted({1, CORES}):
                candidate = Candidate(peer, program, mode, str(threads))
                with Worker(candidate, task, log) as worker:
                    worker.check(updates, task.scratch / "theirs-own")
                    agreement[f"{threads} threads"] = require_agreement(
                        task,
                        task.scratch / "theirs-own",
                        task.scratch / "ours-own",
                        own_bound,
                        float("inf"),
                        f"{task.workload['optimizer']}, {threads} threads",
                    )
                    millis = estimate(worker, 0.4 if quick else 1.0)
                result.search[str(candidate)] = millis
                say(f"    {millis:.3f} ms with {threads} threads")
                if peer not in best or millis < best[peer][0]:
                    best[peer] = (millis, candidate)
            result.agreement[f"{peer} [{mode}]"] = agreement
        except Failure as problem:
            say(f"    not timed: {problem}")
            result.refused[f"{peer} [{mode}]"] = str(problem)
    return [candidate for _, candidate in best.values()]


def warm_up(worker: Worker, seconds: float) -> float:
    """Updates until so many seconds have passed and the JVM has compiled what is used often; returns the milliseconds
    of an update in the end."""
    once = estimate(worker, seconds / 10)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        once = statistics.median(worker.run(max(2, min(300, int(seconds * 100 / max(once, 0.01))))))
    return once


def interleave(task: Task, log: Path, result: Result, chosen: list[Candidate], rounds: int, seconds: float) -> None:
    with contextlib.ExitStack() as stack:
        sides = [stack.enter_context(Worker(c, task, log)) for c in [Candidate("ours", "java", "", "default"), *chosen]]
        counts = []
        for worker in sides:
            once = warm_up(worker, 30 * seconds)
            counts.append(max(2, min(300, int(seconds * 1000 / max(once, 0.01)))))
        medians: list[list[float]] = [[] for _ in sides]
        all_millis: list[list[float]] = [[] for _ in sides]
        for turn in range(rounds):
            order = range(len(sides)) if turn % 2 == 0 else reversed(range(len(sides)))
            for i in order:
                dropped = max(1, counts[i] // 10)  # caches are the others' still
                millis = sides[i].run(counts[i] + dropped)[dropped:]
                all_millis[i].extend(millis)
                medians[i].append(statistics.median(millis))
        spreads = [Spread.of(millis) for millis in all_millis]
        timed = [Side(w.candidate, s, w.ready["versions"], w.ready["threads"]) for w, s in zip(sides, spreads)]
    result.ours, result.peers, result.rounds = timed[0], timed[1:], rounds
    fastest = min(range(1, len(timed)), key=lambda i: spreads[i].median)
    conclude(result, timed[fastest].candidate.peer, [a / b for a, b in zip(medians[0], medians[fastest])])


def conclude(result: Result, fastest: str, ratios: list[float]) -> None:
    result.fastest = fastest
    result.ratio = Spread.of(ratios)
    result.met = result.ratio.median <= result.workload.get("target", float("inf"))


def first_update(task: Task, log: Path, result: Result, rounds: int) -> None:
    """Alternates whole processes, from their start to the line that says the first update is done."""
    where = [task.workload["id"], str(task.file), str(task.folder)]
    commands = [
        started_fast("first-update", *where, "default", archive=task.scratch / "classes.jsa"),
        [sys.executable, str(BENCH / "peers" / "torch_first_update.py"), *where],
    ]
    millis: list[list[float]] = [[], []]
    for turn in range(rounds + 1):  # the first only warms the disk
        for i in (0, 1) if turn % 2 == 0 else (1, 0):
            begin = time.perf_counter()
            with log.open("ab") as errors, subprocess.Popen(
                commands[i], stdout=subprocess.PIPE, stderr=errors, env=environment(), start_new_session=True
            ) as process:
                try:
                    line = process.stdout.readline()
                    passed = (time.perf_counter() - begin) * 1000
                finally:
                    process.kill()
            if b'"ok"' not in line:
                raise Failure(f"{commands[i][-1]} did not learn: {line.decode().strip()}; see {log}")
            if turn > 0:
                millis[i].append(passed)
    ours, theirs = (Spread.of(m) for m in millis)
    result.ours = Side(Candidate("ours", "java", "", "default"), ours, {}, "default")
    result.peers = [Side(Candidate("PyTorch BP", "torch", "eager", "default"), theirs, {}, "default")]
    result.rounds = rounds
    conclude(result, "PyTorch BP", [a / b for a, b in zip(*millis)])


MEBIBYTE = 2**20
# Every tensor in pages of its own, and a heap that does not grow: then the pages in use are those of live tensors.
COUNTED_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "JAVA_TOOL_OPTIONS": "-Xms256m -Xmx256m -XX:+AlwaysPreTouch",
}


def memory(task: Task, log: Path, result: Result, updates: int) -> None:
    """The peak of live tensors, parameters included, by the rule and by back-propagation of the same library."""
    mebibytes = []
    for rule in (task.workload["rule"], "bp"):
        file = task.scratch / f"{rule}.json"
        file.write_text(json.dumps([{**task.workload, "rule": rule}]))
        candidate = Candidate("ours", "java", rule, "default")
        with Worker(candidate, Task(task.workload, file, task.folder), log, COUNTED_MEMORY) as worker:
            worker.run(5)  # oneDNN keeps the kernels that it makes
            answer = worker.ask(f"peak {updates}")
            mebibytes.append((answer["standing"] + answer["beyond"]) / MEBIBYTE)
            seen = worker.ready
    ours, theirs = mebibytes
    result.ours = Side(Candidate("ours", "java", "", "default"), Spread.of([ours]), seen["versions"], seen["threads"])
    result.peers = [Side(Candidate("our BP, MiB", "java", "", "default"), Spread.of([theirs]), {}, seen["threads"])]
    result.rounds = updates
    conclude(result, "our BP", [ours / theirs])


def measure(task: Task, log: Path, rounds: int, quick: bool) -> Result:
    result = Result(task.workload)
    say(f"{task.workload['id']}")
    try:
        export(task)
        if task.workload.get("kind") == "first-update":
            first_update(task, log, result, rounds)
            return result
        if task.workload.get("kind") == "memory":
            memory(task, log, result, rounds)
            return result
        chosen = search(task, log, result, quick)
        if not chosen:
            raise Failure("no peer agrees with ours")
        say("  chosen: " + "; ".join(str(c) for c in chosen))
        interleave(task, log, result, chosen, rounds, 0.15 if quick else 0.4)
    except Failure as problem:
        result.problem = str(problem)
        say(f"  failed: {problem}")
    return result


# Output


def machine() -> dict[str, Any]:
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")), "")
    flags = next((line.split(":", 1)[1].split() for line in info.splitlines() if line.startswith("flags")), [])
    memory = Path("/proc/meminfo").read_text().split()[1] if Path("/proc/meminfo").exists() else "0"
    load = Path("/proc/loadavg").read_text().split()[:3] if Path("/proc/loadavg").exists() else []
    return {
        "processor": model or platform.processor(),
        "cores": CORES,
        "features": [f for f in flags if f.startswith(("avx", "amx", "fma"))],
        "memory_gib": round(int(memory) / 2**20, 1),
        "system": platform.platform(),
        "load_average": load,
    }


def figure(millis: float) -> str:
    return f"{millis:.0f}" if millis >= 100 else f"{millis:.3g}"


def shown(spread: Spread) -> str:
    return f"{figure(spread.median)} [{figure(spread.p10)}–{figure(spread.p90)}]"


def row(result: Result) -> list[str]:
    name, target = result.workload["id"], f"{result.workload['target']:.2f}" if "target" in result.workload else ""
    if result.problem:
        return [name, "–", result.problem, "", "", target, "not measured"]
    peers = "; ".join(f"{s.candidate.peer} {s.candidate.mode}/{s.candidate.threads} {shown(s.millis)}" for s in result.peers)
    ratio = f"{result.ratio.median:.2f} [{result.ratio.p10:.2f}–{result.ratio.p90:.2f}]"
    met = ("met" if result.met else "not met") if target else ""
    return [name, shown(result.ours.millis), peers, result.fastest, ratio, target, met]


def table(results: list[Result]) -> str:
    head = ["work", "ours, ms", "peers: mode/threads ms", "fastest peer", "ratio", "target", ""]
    rows = [head, *(row(result) for result in results)]
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip() for cells in rows)


def versions(results: list[Result]) -> dict[str, str]:
    found: dict[str, str] = {"python": platform.python_version(), "numpy": np.__version__}
    for result in results:
        for side in [result.ours, *result.peers] if result.ours else []:
            found.update(side.versions)
    return found


def report(results: list[Result]) -> dict[str, Any]:
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(results),
        "results": [asdict(result) for result in results],
    }


def selected(workloads: list[dict[str, Any]], only: str) -> list[dict[str, Any]]:
    """Those whose id is named, or begins with a name and a dash."""
    if not only:
        return workloads
    names = only.split(",")
    unknown = [n for n in names if not any(w["id"] == n or w["id"].startswith(n + "-") for w in workloads)]
    if unknown:
        raise SystemExit(f"bench: no workload {unknown[0]}; there are {', '.join(w['id'] for w in workloads)}")
    return [w for w in workloads if any(w["id"] == n or w["id"].startswith(n + "-") for n in names)]


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Measures and prints; returns the exit code, 130 if it was interrupted: what was measured by then is told all the same."""
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--only", default="", metavar="IDS", help="such as W1,W4-cnn; W4 means all of W4")
    parser.add_argument("--rounds", type=int, default=0, help="turns of each side (12, or 5 with --quick)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument("--quick", action="store_true", help="shorter turns, and no torch.compile")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupted)
    file = BENCH / "workloads.json"
    rounds = arguments.rounds or (5 if arguments.quick else 12)
    results: list[Result] = []
    code = 0
    try:
        with tempfile.TemporaryDirectory(prefix="pcn4j-bench-") as folder:
            log = Path(tempfile.gettempdir()) / "pcn4j-bench.log"
            log.write_bytes(b"")
            for workload in selected(json.loads(file.read_text()), arguments.only):
                scratch = Path(folder) / workload["id"]
                (scratch / "exchange").mkdir(parents=True)
                task = Task(workload, file, scratch / "exchange", scratch)
                results.append(measure(task, log, rounds, arguments.quick))
    except KeyboardInterrupt:
        say("interrupted")
        code = 130
    if results:
        described = machine()
        print(table(results))
        print(f"{described['processor']}, {described['cores']} cores, {described['memory_gib']} GiB, {described['system']}")
        print(", ".join(f"{name} {version}" for name, version in versions(results).items()))
        print("ratio: ours to the fastest peer, median of the rounds [p10–p90]; times: median [p10–p90] of all updates")
        if arguments.json:
            arguments.json.write_text(json.dumps(report(results), indent=1, default=lambda path: path.name) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
