#!/usr/bin/env python3
"""Ranks that each own some layers, ranks that share batches, and what RankModel says of both; see OwnersBenchmark.

bench/owners.py [--svg FILE] [--json FILE]. Needs Linux and root: each rank gets a network namespace of its own, and this program is
the wire between them, which hands every packet on after a delay and no faster than a bandwidth. It must have been built:
mvn -pl pcn4j-bench -am -DskipTests package."""

from __future__ import annotations

import argparse
import collections
import fcntl
import json
import os
import select
import struct
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from plot import Panel, draw

BENCH = Path(__file__).resolve().parent
TARGET = BENCH.parent / "pcn4j-bench" / "target"
# Layers, width, batch, steps, turns.
MEASURED = (16, 256, 64, 16, 15)
# Of the curve to 10,000 ranks: layers, width, batch, steps; values begin beside the forward pass, so that all layers move at once.
PREDICTED = (10_000, 512, 128, 32)
BESIDE = 0.1
WIRES = {"none": (0.0, 1e12), "1 ms": (1e-3, 125e6), "5 ms": (5e-3, 125e6)}
RANKS = (2, 4)
MANY = (1, 2, 4, 10, 30, 100, 300, 1000, 3000, 10_000)
CLUSTERS = {"25 µs": (25e-6, 10e9), "1 ms": (1e-3, 125e6)}
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
MTU = 60_000
PORT = 29_731


def run(*words: str) -> None:
    subprocess.run(words, check=True)


class Wire(threading.Thread):
    """Network namespaces of ranks, and what hands their packets on."""

    def __init__(self, ranks: int, latency: float, bandwidth: float) -> None:
        super().__init__(daemon=True)
        self.latency, self.bandwidth = latency, bandwidth
        self.names = [f"pcn4j{os.getpid()}r{rank}" for rank in range(ranks)]
        self.devices: list[int] = []
        self.over = False

    def __enter__(self) -> "Wire":
        for rank, name in enumerate(self.names):
            run("ip", "netns", "add", name)
            device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            tun = f"pcn4jt{rank}"
            fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", tun.encode(), IFF_TUN | IFF_NO_PI))
            self.devices.append(device)
            run("ip", "link", "set", tun, "netns", name)
            run("ip", "-n", name, "addr", "add", f"10.77.0.{rank + 1}/24", "dev", tun)
            run("ip", "-n", name, "link", "set", tun, "mtu", str(MTU), "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
        self.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self.over = True
        self.join()
        for device in self.devices:
            os.close(device)
        for name in self.names:
            run("ip", "netns", "del", name)

    def run(self) -> None:
        waiting: collections.deque[tuple[float, int, bytes]] = collections.deque()
        free = [0.0] * len(self.devices)
        while not self.over:
            pause = 0.05 if not waiting else max(0.0, waiting[0][0] - time.perf_counter())
            ready, _, _ = select.select(self.devices, [], [], pause)
            for device in ready:
                packet = os.read(device, 1 << 16)
                # IPv4 alone; its destination's last number tells the rank.
                if packet[0] >> 4 == 4 and packet[19] <= len(self.devices):
                    sender = self.devices.index(device)
                    free[sender] = max(free[sender], time.perf_counter()) + len(packet) / self.bandwidth
                    waiting.append((free[sender] + self.latency, self.devices[packet[19] - 1], packet))
            while waiting and waiting[0][0] <= time.perf_counter():
                _, device, packet = waiting.popleft()
                os.write(device, packet)


def java(*words: object) -> list[str]:
    classes = f"{TARGET / 'classes'}:{(TARGET / 'classpath.txt').read_text().strip()}"
    options = ["--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", *os.environ.get("PCN4J_JAVA_OPTS", "").split()]
    return ["java", *options, "-cp", classes, "org.pcn4j.bench.OwnersBenchmark", *map(str, words)]


def measured(ranks: int, latency: float, bandwidth: float) -> dict[str, Any]:
    """By processes in namespaces of their own, or on the loopback where there is no wire."""
    def started(rank: int, host: str, within: list[str]) -> subprocess.Popen[str]:
        environment = {"RANK": str(rank), "WORLD_SIZE": str(ranks), "MASTER_ADDR": host, "MASTER_PORT": str(PORT)}
        return subprocess.Popen(
            within + java(*MEASURED),
            env={**os.environ, **environment, "TORCH_CPP_LOG_LEVEL": "ERROR", "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )

    if latency == 0:
        all_ranks = [started(rank, "127.0.0.1", []) for rank in range(ranks)]
        outputs = [each.communicate()[0] for each in all_ranks]
    else:
        with Wire(ranks, latency, bandwidth) as wire:
            all_ranks = [
                started(rank, "10.77.0.1", ["ip", "netns", "exec", name]) for rank, name in enumerate(wire.names)
            ]
            outputs = [each.communicate()[0] for each in all_ranks]
    return json.loads(outputs[0].strip().splitlines()[-1])


def model(found: dict[str, Any], cost: float, sharing: float, wire: tuple[float, float] | None = None) -> list[float]:
    """ρ, o, c, ℓ, β of a measurement, of processors that so many ranks share; or of another wire."""
    batch = MEASURED[2]
    slope = (found["alone"] - found["half"]) / (batch / 2)
    per_act = max(0.0, (found["alone"] - slope * batch) / found["acts"])
    rate = found["multiplications"] / slope
    latency = max(0.0, found["small"] - 2 * cost)
    bandwidth = 4 * (1 << 20) / max(1e-9, found["large"] - found["small"])
    if wire is not None:
        latency, bandwidth = wire
    return [rate / sharing, per_act * sharing, cost * sharing, latency, bandwidth]


def told(settings: tuple[int, ...], noise: float, numbers: list[float], ranks: tuple[int, ...]) -> list[dict[str, float]]:
    words = java("model", *settings[:4], noise, *(f"{number:.8g}" for number in numbers), *ranks)
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    rows: list[dict[str, Any]] = []
    cost = 0.0
    first: dict[str, Any] = {}
    for wire, (latency, bandwidth) in WIRES.items():
        for ranks in RANKS:
            found = measured(ranks, latency, bandwidth)
            if not first:
                # On the loopback all of the way is the processors' time.
                first, cost = found, found["small"] / 2
            timed = {**first, **{key: found[key] for key in ("small", "large")}}
            said = told(MEASURED, 0, model(timed, cost, max(1.0, ranks / cores)), (ranks,))[0]
            row = {"wire": wire, **found, "saidOwners": said["owners"], "saidShards": said["shards"]}
            rows.append(row)
            print(
                f"{wire:>5}, {ranks} ranks: one way {found['small'] * 1e3:.3f} ms, 4 MiB {found['large'] * 1e3:.2f} ms;"
                f" alone {found['alone'] * 1e3:.2f} ms; owners {found['owners'] * 1e3:.2f} ms, said {said['owners'] * 1e3:.2f};"
                f" sharing batches {found['shards'] * 1e3:.2f} ms, said {said['shards'] * 1e3:.2f}",
                flush=True,
            )
    curves = {
        name: told(PREDICTED, BESIDE, model(first, cost, 1.0, wire), MANY) for name, wire in CLUSTERS.items()
    }
    if arguments.json:
        arguments.json.write_text(json.dumps({"measured": rows, "predicted": curves}, indent=1) + "\n")
    if arguments.svg:
        panels = [
            Panel(
                f"{MEASURED[0]} layers, {ranks} ranks",
                "one way over the wire, ms",
                "ms per update",
                {
                    f"{kind}{what}": [
                        (row["small"] * 1e3, row[key] * 1e3) for row in rows if row["ranks"] == ranks
                    ]
                    for kind in ("owners", "sharing")
                    for what, key in (("", name_of(kind)), (", said", "said" + name_of(kind).capitalize()))
                },
            )
            for ranks in RANKS
        ]
        panels.append(
            Panel(
                f"{PREDICTED[0]:,} layers, said",
                "ranks",
                "s per update",
                {
                    f"{kind}, {name}": [(row["ranks"], row[name_of(kind)]) for row in points]
                    for kind in ("owners", "sharing")
                    for name, points in curves.items()
                },
            )
        )
        arguments.svg.write_text(draw(panels, "Updates by ranks that own layers and by ranks that share batches"))


def name_of(kind: str) -> str:
    return "owners" if kind == "owners" else "shards"


if __name__ == "__main__":
    main()
