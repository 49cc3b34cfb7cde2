"""What all peers share: the folder of a workload, the layers of the sequential networks, and the conversation with
the orchestrator (one JSON line for each line on stdin)."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Protocol, TextIO

import numpy as np

Workload = dict[str, Any]
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Layer:
    """A node of a sequential network: μ = pool(activation(weight · x + bias))."""

    name: str
    convolution: bool
    flatten: bool
    activation: str
    pool: bool


class Peer(Protocol):
    """One way to do updates."""

    def reset(self) -> None:
        """Sets parameters and optimizer back to their initial state."""

    def update(self, batch: int) -> None:
        """Does one update over the batch of this number and returns when it is done."""

    def parameters(self) -> Arrays:
        """Copies the parameters."""


@dataclass(frozen=True)
class Data:
    """What the library exported for a workload."""

    workload: Workload
    initial: Arrays
    inputs: list[np.ndarray]
    targets: list[np.ndarray]


def find(workloads: Path, name: str) -> Workload:
    for workload in json.loads(workloads.read_text()):
        if workload["id"] == name:
            return workload
    raise ValueError(f"no workload {name} in {workloads}")


def load(workload: Workload, folder: Path) -> Data:
    order = (folder / "initial" / "order.txt").read_text().split()
    initial = {name: np.load(folder / "initial" / f"{name}.npy") for name in order}
    count = len(list((folder / "batches").glob("input-*.npy")))
    batches = folder / "batches"
    return Data(
        workload,
        initial,
        [np.load(batches / f"input-{i}.npy") for i in range(count)],
        [np.load(batches / f"target-{i}.npy") for i in range(count)],
    )


def layers(workload: Workload) -> list[Layer]:
    """The nodes of an mlp, a cnn or a vgg5, as the library has them."""
    network = workload["network"]
    if network == "mlp":
        hidden = len(workload["sizes"]) - 2
        activation = workload["activation"]
        return [Layer(f"fc{i + 1}", False, False, activation, False) for i in range(hidden)] + [
            Layer("out", False, False, "", False)
        ]
    if network == "cnn":
        return [
            Layer("conv1", True, False, "relu", True),
            Layer("conv2", True, False, "relu", True),
            Layer("fc1", False, True, "relu", False),
            Layer("out", False, False, "", False),
        ]
    if network == "vgg5":
        return [Layer(f"conv{i}", True, False, "relu", True) for i in range(1, 5)] + [
            Layer("out", False, True, "", False)
        ]
    raise ValueError(f"{network} is not a sequential network of this suite")


def protocol_output() -> TextIO:
    """Returns the real stdout; whatever else is printed from now on goes to stderr."""
    real = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    return real


def serve(start: Callable[[Workload, Path, int, str], tuple[Peer, int, dict[str, str]]]) -> None:
    """Reads WORKLOAD_ID WORKLOADS FOLDER THREADS MODE from the command line and answers until `quit`."""
    out = protocol_output()
    try:
        name, workloads, folder, threads, mode = sys.argv[1:]
        count = len(os.sched_getaffinity(0)) if threads == "default" else int(threads)
        path = Path(folder)
        peer, batches, versions = start(find(Path(workloads), name), path, count, mode)
        peer.reset()
        print(json.dumps({"ready": True, "versions": versions, "threads": count, "mode": mode}), file=out)
    except Exception as problem:  # the orchestrator reads one line, whatever went wrong
        print(json.dumps({"error": one_line(problem)}), file=out)
        sys.exit(1)
    for line in sys.stdin:
        words = line.split()
        if words == ["quit"]:
            return
        try:
            if words[0] == "check":
                check(peer, int(words[1]), batches, Path(words[2]))
                answer: dict[str, Any] = {"ok": True}
            elif words[0] == "run":
                answer = {"millis": timed(peer, int(words[1]), batches)}
            else:
                raise ValueError(f"unknown command {line.strip()}")
        except Exception as problem:
            answer = {"error": one_line(problem)}
        print(json.dumps(answer), file=out)


def check(peer: Peer, updates: int, batches: int, folder: Path) -> None:
    peer.reset()
    for i in range(updates):
        peer.update(i % batches)
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in peer.parameters().items():
        np.save(folder / f"{name}.npy", values)


def timed(peer: Peer, updates: int, batches: int) -> list[float]:
    """Times each update by itself, from the initial parameters on. Python's collector waits meanwhile: nothing here makes
    cycles that matter."""
    millis = []
    peer.reset()
    gc.collect()
    gc.disable()
    try:
        for i in range(updates):
            begin = time.perf_counter_ns()
            peer.update(i % batches)
            millis.append((time.perf_counter_ns() - begin) / 1e6)
    finally:
        gc.enable()
    return millis


def one_line(problem: Exception) -> str:
    text = str(problem).strip().splitlines()
    return f"{type(problem).__name__}: {text[0] if text else ''}"
