"""Processes that serve a workload, ours and the peers'."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
CORES = len(os.sched_getaffinity(0))


# Inference learning computes by the Vector API, which Java has to be told to load.
VECTOR = "--add-modules=jdk.incubator.vector"


class Failure(Exception):
    """A worker that cannot be used, in one line."""


@dataclass(frozen=True)
class Candidate:
    """A way to do a workload's updates: who, how and with how many threads."""

    peer: str  # "ours", or the peer's name in tables
    program: str  # "java", "torch" or "jax"
    mode: str
    threads: str
    root: Path = ROOT  # of the checkout, for "java"

    def __str__(self) -> str:
        return f"{self.peer} [{', '.join(x for x in (self.mode, self.threads + ' threads') if x)}]"


@dataclass
class Task:
    """A workload with its entry in a file and its folder of exported numbers."""

    workload: dict[str, Any]
    file: Path
    folder: Path
    scratch: Path = field(default=Path())


def java_command(*arguments: str, root: Path = ROOT) -> list[str]:
    target = root / "pcn4j-bench" / "target"
    home = os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else "java"
    path = f"{target / 'classes'}:{(target / 'classpath.txt').read_text().strip()}"
    options = ["--enable-native-access=ALL-UNNAMED", VECTOR, "-XX:+UseSerialGC", *os.environ.get("PCN4J_JAVA_OPTS", "").split()]
    return [java, *options, "-cp", path, "org.pcn4j.bench.Worker", *arguments]


def started_fast(*arguments: str, archive: Path) -> list[str]:
    """The command of a process that is over in a second: its classes are archived once by a list of them, as ./pcn4j does
    when it is built, and compiled in a hurry."""
    plain = [word for word in java_command(*arguments) if word != VECTOR]  # Z-IL needs none, and it takes 20 ms
    target = ROOT / "pcn4j-bench" / "target"
    jar = next(j for j in sorted(target.glob("pcn4j-bench-*.jar")) if not j.stem.endswith(("sources", "javadoc")))
    place = plain.index("-cp")
    plain[place + 1] = plain[place + 1].replace(str(target / "classes"), str(jar), 1)
    classes = archive.with_suffix(".list")
    use = f"-XX:SharedArchiveFile={archive}"
    for make in (
        [*plain[:place], f"-XX:DumpLoadedClassList={classes}", *plain[place:]],
        [*plain[:place], "-Xshare:dump", f"-XX:SharedClassListFile={classes}", use, *plain[place : place + 2]],
    ):
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return [plain[0], use, "-XX:TieredStopAtLevel=1", *plain[1:]]


def command(candidate: Candidate, task: Task) -> list[str]:
    where = [task.workload["id"], str(task.file), str(task.folder), candidate.threads]
    if candidate.program == "java":
        return java_command("serve", *where, root=candidate.root)
    return [sys.executable, str(BENCH / "peers" / f"{candidate.program}_worker.py"), *where, candidate.mode]


def environment() -> dict[str, str]:
    """Inductor compiles in the process itself, so that no helpers of it run while others are timed."""
    return {**os.environ, "TORCHINDUCTOR_COMPILE_THREADS": "1"}


class Worker:
    """A running process; it ends with its `with` block, whatever happens."""

    def __init__(self, candidate: Candidate, task: Task, log: Path, more: dict[str, str] | None = None) -> None:
        """more: environment variables beside the usual ones."""
        self.candidate = candidate
        self.log = log.open("ab")
        self.process = subprocess.Popen(
            command(candidate, task),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env={**environment(), **(more or {})},
            start_new_session=True,
        )
        try:
            self.ready = self.answer(300)
        except BaseException:
            self.close()
            raise

    def answer(self, seconds: float) -> dict[str, Any]:
        timer = threading.Timer(seconds, self.kill)
        timer.start()
        try:
            line = self.process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise Failure(f"{self.candidate} ended, or gave no answer within {seconds:.0f} s; see {self.log.name}")
        answer = json.loads(line)
        if "error" in answer:
            raise Failure(f"{self.candidate}: {answer['error']}")
        return answer

    def ask(self, line: str, seconds: float = 300) -> dict[str, Any]:
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Failure(f"{self.candidate} ended; see {self.log.name}") from None
        return self.answer(seconds)

    def check(self, updates: int, folder: Path) -> None:
        self.ask(f"check {updates} {folder}")

    def run(self, updates: int) -> list[float]:
        return self.ask(f"run {updates}")["millis"]

    def kill(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def close(self) -> None:
        try:
            self.process.stdin.write(b"quit\n")
            self.process.stdin.close()
            self.process.wait(3)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            pass
        self.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def export(task: Task) -> None:
    """Lets the library write its initial parameters and batches."""
    done = subprocess.run(
        java_command("export", task.workload["id"], str(task.file), str(task.folder)), capture_output=True, text=True
    )
    if done.returncode != 0:
        raise Failure(f"export of {task.workload['id']}: {(done.stdout.strip() or done.stderr.strip())[:300]}")
