"""Runs two servers under the same load, turn about, and compares their figures.

A run is one fresh server and one load, each on a processor of its own. Runs alternate (A B A B ...), so
that what changes slowly on a machine meets both alike, and a ratio is taken within each pair. Only what was
started here is stopped, by its process id, and nothing runs without a time limit.
"""

import contextlib
import dataclasses
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 10
# No benchmark measures for so long, and the load ends itself when it cannot go on.
LOAD_SECONDS_MAX = 900
# What the rest of the machine may use of one processor before a pair counts as disturbed and another is made.
OTHERS_CPU_MAX = 0.1
# How many pairs are made for each that is asked for, before disturbed ones are taken.
PAIRS_PER_GOOD_PAIR_MAX = 3


@dataclasses.dataclass(frozen=True)
class Server:
    """A command that prints 127.0.0.1:PORT once it listens, and ends when its standard input closes, or by a signal."""

    name: str
    command: list[str]
    end: signal.Signals | None = None


@dataclasses.dataclass(frozen=True)
class Figure:
    """One figure of a load's report: a member of it, or what a function makes of it."""

    name: str
    unit: str
    of: str | Callable[[dict], float]

    def value(self, report: dict) -> float:
        return report[self.of] if isinstance(self.of, str) else self.of(report)


@dataclasses.dataclass(frozen=True)
class Spread:
    """What several runs gave for one figure."""

    median: float
    min: float
    max: float

    @staticmethod
    def of(values: list[float]) -> "Spread":
        return Spread(statistics.median(values), min(values), max(values))


@dataclasses.dataclass(frozen=True)
class Comparison:
    """One figure of the judged server, of the one it is held against, and of the ratio within each pair."""

    figure: Figure
    reference_name: str
    value: Spread
    reference: Spread
    ratio: Spread
    pairs: int

    def __str__(self) -> str:
        value, ratio = self.value, self.ratio
        return (
            f"{self.figure.name:<36}{value.median:>12.{places(value.median)}f} {self.figure.unit:<6}"
            f"{ratio.median:>7.3f} of {self.reference_name}"
            f"  (min {ratio.min:.3f} max {ratio.max:.3f}, {self.pairs} pairs;"
            f" {value.min:.{places(value.min)}f} to {value.max:.{places(value.max)}f})"
        )


class BenchmarkError(Exception):
    """A run that gave no figures: the server did not start, or the load met errors."""


def places(value: float) -> int:
    return 0 if value >= 1000 else 1 if value >= 100 else 3


def processors() -> tuple[int | None, int | None]:
    """The processors of the server and of the load; none when there is only one to share."""
    available = sorted(os.sched_getaffinity(0))
    return (available[0], available[-1]) if len(available) > 1 else (None, None)


def start(command: list[str], cpu: int | None, **options) -> subprocess.Popen:
    """Starts a command on a processor, to which all its threads keep."""
    pin = None if cpu is None else lambda: os.sched_setaffinity(0, {cpu})
    return subprocess.Popen(command, preexec_fn=pin, **options)


def wait_for_port(server: Server, process: subprocess.Popen, said_path: str) -> int:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        has_ended = process.poll() is not None or time.monotonic() > deadline
        with open(said_path, encoding="utf-8", errors="replace") as file:
            said = file.read()
        port = re.search(r"127\.0\.0\.1:(\d+)\D", said)
        if port:
            return int(port[1])
        if has_ended:
            raise BenchmarkError(f"{server.name} did not say where it listens: {said}")
        time.sleep(0.02)


def stop(server: Server, process: subprocess.Popen) -> None:
    """Ends a server in its own way, then by SIGTERM, then by SIGKILL."""
    process.stdin.close()
    if server.end:
        process.send_signal(server.end)
    for end in (lambda: None, process.terminate, process.kill):
        end()
        try:
            process.wait(STOP_SECONDS_MAX)
            return
        except subprocess.TimeoutExpired:
            continue


@contextlib.contextmanager
def running(server: Server, cpu: int | None) -> Iterator[tuple[int, int]]:
    """Starts a server for the length of a `with` block; gives its port and its process id."""
    # A file takes all that a server says, where a pipe that nobody reads would stop it.
    with tempfile.NamedTemporaryFile() as said:
        process = start(server.command, cpu, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield wait_for_port(server, process, said.name), process.pid
        finally:
            stop(server, process)


def run(server: Server, load: list[str]) -> dict:
    """Starts a server, asks it by a load command without its `--port`, and gives the load's report."""
    server_cpu, load_cpu = processors()
    with running(server, server_cpu) as (port, pid):
        command = load + ["--port", str(port), "--server", str(pid)]
        process = start(command, load_cpu, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        try:
            said, _ = process.communicate(timeout=LOAD_SECONDS_MAX)
        finally:
            process.kill()
            process.wait()
    report = json.loads(said) if said else {}
    if process.returncode != 0 or report["errors"] > 0:
        raise BenchmarkError(f"{' '.join(command)} on {server.name}: {report}")
    return report


def run_pairs(reference: Server, judged: Server, load: list[str], count: int) -> list[tuple[dict, dict]]:
    """Pairs of reports, the least disturbed of all that were made."""
    def others(pair: tuple[dict, dict]) -> float:
        return max(report["others_cpu"] for report in pair)

    pairs = []
    while sum(others(pair) <= OTHERS_CPU_MAX for pair in pairs) < count:
        if len(pairs) == PAIRS_PER_GOOD_PAIR_MAX * count:
            print(f"the machine is busy: fewer than {count} of {len(pairs)} pairs quiet", file=sys.stderr)
            break
        pairs.append((run(reference, load), run(judged, load)))
    return sorted(pairs, key=others)[:count]


def compare(
    reference: Server, judged: Server, load: list[str], figures: list[Figure], pairs: int = 7
) -> list[Comparison]:
    """Runs both servers `pairs` times, at least five, and compares each figure."""
    if pairs < 5:
        raise ValueError("fewer than five pairs do not show the noise")
    reports = run_pairs(reference, judged, load, pairs)

    def comparison(figure: Figure) -> Comparison:
        values = [(figure.value(held), figure.value(own)) for held, own in reports]
        return Comparison(
            figure,
            reference.name,
            value=Spread.of([own for _, own in values]),
            reference=Spread.of([held for held, _ in values]),
            ratio=Spread.of([own / held for held, own in values]),
            pairs=pairs,
        )

    return [comparison(figure) for figure in figures]
