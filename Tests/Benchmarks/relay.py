"""Relays of a model's stream: Penstock, the same in Go and in Node, and the model server asked directly.

All run on all processors together with the model server and the load, turn about in one run. Every stream must
have all of its text, or there are no figures.
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys

import metrics
from compare import LOAD_SECONDS_MAX, OTHERS_CPU_MAX, PAIRS_PER_GOOD_PAIR_MAX
from compare import BenchmarkError, Server, Spread, places, running

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build" / "release"
SOURCES = ROOT / "Tests" / "Benchmarks" / "Relay"
BUILT = ROOT / ".build" / "relay"
PIPELINES = SOURCES / "pipelines"
AT_ONCE = [1, 10, 256]
# With the role, the end and [DONE] a stream of 34 frames, as in the benchmark whose figures we know.
WORDS = [f"token{number:02}" for number in range(31)]
PROMPT = "Say something about rivers."
CHAT = {
    "model": "bench",
    "messages": [{"role": "user", "content": PROMPT}],
    "stream": True,
    "stream_options": {"include_usage": True},
}


@dataclasses.dataclass(frozen=True)
class Relay:
    """What is asked: how it is started in front of a model server (None: not at all), and how it answers."""

    name: str
    path: str
    body: dict
    # How often a stream says the text: in its deltas, and in the events that sum them up.
    times: int
    command: list[str] | None = None
    end: signal.Signals | None = None

    def server(self, upstream_port: int, folder: pathlib.Path) -> Server:
        upstream = f"127.0.0.1:{upstream_port}"
        configuration = folder / "relay.yaml"
        configuration.write_text(
            "providers:\n"
            f"  openai: {{api: openai_chat, base_url: 'http://{upstream}/v1', max_concurrency: 10000}}\n"
        )
        places = {"UPSTREAM": upstream, "CONFIGURATION": str(configuration)}
        return Server(self.name, [places.get(word, word) for word in self.command], self.end)


DIRECT = Relay("direct", "/v1/chat/completions", CHAT, times=1)
PENSTOCK = Relay(
    "penstock",
    "/v1/pipelines/relay/generations",
    {"prompt": PROMPT},
    times=3,
    command=[
        *(str(PROGRAMS / "penstock"), "serve", "--config", "CONFIGURATION", "--pipelines", str(PIPELINES)),
        *("--listen", "127.0.0.1:0", "--log-format", "json", "--drain-timeout", "0s"),
    ],
    end=signal.SIGINT,
)
GO = Relay("go", "/relay", {"prompt": PROMPT}, times=2, command=[str(BUILT / "relay"), "-upstream", "UPSTREAM"])
NODE = Relay("node", "/relay", {"prompt": PROMPT}, times=2, command=["node", str(SOURCES / "relay.mjs"), "UPSTREAM"])
RELAYS = [DIRECT, PENSTOCK, GO, NODE]


def build() -> None:
    for name in ["upstream", "relay"]:
        command = ["go", "build", "-o", str(BUILT / name), str(SOURCES / name / "main.go")]
        subprocess.run(command, env={**os.environ, **metrics.GO}, check=True)


def versions() -> str:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return f"{metrics.versions()}, node {node}"


def processor_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_max(pid: int) -> int:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the process has no VmHWM")


def ask(relay: Relay, port: int, pid: int, words: list[str], at_once: int, *options: object) -> dict:
    """The report of a load on a relay that runs."""
    command = [
        *(str(PROGRAMS / "load"), "replies", "--port", str(port), "--server", str(pid)),
        *("--path", relay.path, "--body", json.dumps(relay.body), "--connections", str(at_once)),
        *("--text", " ".join(words), "--times", str(relay.times), *(str(option) for option in options)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LOAD_SECONDS_MAX)
    if done.returncode != 0:
        raise BenchmarkError(f"{relay.name}, {at_once} at a time: {done.stderr}{done.stdout}")
    return json.loads(done.stdout)


def measure(
    relay: Relay, folder: pathlib.Path, words: list[str], at_once: int, *options: object, pace: str = "0s"
) -> dict:
    """The report of a load on a relay and a model server, both fresh."""
    upstream = Server("upstream", [str(BUILT / "upstream"), "-words", " ".join(words), "-pace", pace])
    with contextlib.ExitStack() as stack:
        upstream_port, upstream_pid = stack.enter_context(running(upstream, None))
        port, pid = upstream_port, upstream_pid
        if relay.command:
            port, pid = stack.enter_context(running(relay.server(upstream_port, folder), None))
        began = processor_seconds(upstream_pid)
        report = ask(relay, port, pid, words, at_once, *options)
        if relay.command:
            # That of the whole run stands for the part of it that was measured.
            warmup = options[options.index("--warmup") + 1] if "--warmup" in options else 0
            upstream_cpu = (processor_seconds(upstream_pid) - began) / (report["seconds"] + warmup)
            report["others_cpu"] -= upstream_cpu
        report["resident_max"] = resident_max(pid)
    return report


def run_round(folder: pathlib.Path, at_once: int, seconds: float, first: int) -> dict[str, dict]:
    """A report of each, beginning with another one each time."""
    reports = {}
    for index in range(len(RELAYS)):
        relay = RELAYS[(first + index) % len(RELAYS)]
        report = measure(relay, folder, WORDS, at_once, "--warmup", 1, "--seconds", seconds)
        if report["errors"] or report["incomplete"]:
            raise BenchmarkError(f"{relay.name}, {at_once} at a time, lost something: {report}")
        reports[relay.name] = report
    return reports


def run_rounds(folder: pathlib.Path, at_once: int, seconds: float, count: int) -> list[dict[str, dict]]:
    """The least disturbed rounds of all that were made."""

    def others(reports: dict[str, dict]) -> float:
        return max(report["others_cpu"] for report in reports.values())

    rounds = []
    while sum(others(reports) <= OTHERS_CPU_MAX for reports in rounds) < count:
        if len(rounds) == PAIRS_PER_GOOD_PAIR_MAX * count:
            print(f"the machine is busy: fewer than {count} of {len(rounds)} rounds quiet", file=sys.stderr)
            break
        rounds.append(run_round(folder, at_once, seconds, len(rounds)))
    return sorted(rounds, key=others)[:count]


FIGURES = [
    ("streams_per_second", "1/s", lambda report: report["per_second"]),
    ("first_token_p50", "us", lambda report: report["first_p50_us"]),
    ("first_token_p99", "us", lambda report: report["first_p99_us"]),
    ("stream_p50", "us", lambda report: report["whole_p50_us"]),
    ("stream_p99", "us", lambda report: report["whole_p99_us"]),
    ("us_of_cpu_per_stream", "us", lambda report: 1e6 * report["server_cpu"] / report["per_second"]),
    ("resident_max", "MB", lambda report: report["resident_max"] / 1e6),
]


def line(name: str, unit: str, values: list[float], said: str) -> str:
    spread = Spread.of(values)
    digits = places(spread.median)
    return (
        f"{name:<44}{spread.median:>12.{digits}f} {unit:<6}{said}"
        f"  ({spread.min:.{digits}f} to {spread.max:.{digits}f}, {len(values)} rounds)"
    )


def show(at_once: int, rounds: list[dict[str, dict]]) -> None:
    for name, unit, figure in FIGURES:
        of = {relay.name: [figure(reports[relay.name]) for reports in rounds] for relay in RELAYS}
        for relay in RELAYS:
            ratios = "".join(
                f"{statistics.median(own / held for own, held in zip(of[relay.name], of[other])):>8.3f} of {other}"
                for other in ["go", "direct"]
            )
            print(line(f"relay_{at_once}_{name}_{relay.name}", unit, of[relay.name], ratios), flush=True)
    for relay in RELAYS[1:]:
        added = [reports[relay.name]["first_p99_us"] - reports["direct"]["first_p99_us"] for reports in rounds]
        said = "  more than direct"
        print(line(f"relay_{at_once}_added_first_token_p99_{relay.name}", "us", added, said), flush=True)


def compare(folder: str, pairs: int, seconds: float) -> None:
    build()
    print(versions(), flush=True)
    for at_once in AT_ONCE:
        show(at_once, run_rounds(pathlib.Path(folder), at_once, seconds, pairs))
