"""Holds Penstock against the floor, a bare C epoll server, each figure measured turn about in one run.

    Tests/benchmark [NAME...]        livez streams bursts memory start metrics json engine relay paced; all of them if none is named
"""

import argparse
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import engine
import json_reading
import metrics
import paced
import relay
from compare import Figure, Server, Spread, compare, places, processors, run, running, start, stop

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build" / "release"
PIPELINES = ROOT / "Tests" / "Benchmarks" / "pipelines"
PATH = "/v1/pipelines/flood/generations"
IDLE_STREAMS = 15_000


def penstock(folder: str, simulator: str) -> Server:
    """Penstock on one loop, its simulator behaving as told."""
    path = pathlib.Path(folder) / f"penstock-{abs(hash(simulator))}.yaml"
    path.write_text(f"providers:\n  simulator: {{api: simulator, {simulator}}}\n")
    arguments = ["--config", str(path), "--pipelines", str(PIPELINES), "--loops", "1", "--listen", "127.0.0.1:0"]
    command = [str(PROGRAMS / "penstock"), "serve", *arguments, "--log-format", "json", "--drain-timeout", "0s"]
    return Server("penstock", command, end=signal.SIGINT)


def floor(*arguments: object) -> Server:
    return Server("floor", [str(PROGRAMS / "floor"), "--port", "0", *(str(argument) for argument in arguments)])


def load(mode: str, *arguments: object) -> list[str]:
    return [str(PROGRAMS / "load"), mode, *(str(argument) for argument in arguments)]


def figures(name: str, rate: str, event: str) -> list[Figure]:
    """The rate, and what one event cost the server, which holds even where the load is slower than the floor."""
    return [
        Figure(f"{name}_{event}s_per_second", "1/s", rate),
        Figure(f"{name}_us_per_{event}", "us", lambda report: 1e6 * report["server_cpu"] / report[rate]),
        Figure(f"{name}_load_cpu", "cpus", "load_cpu"),
    ]


def answer_bytes(server: Server) -> int:
    """How long the server's whole answer to /livez is, so that the floor answers as much."""
    with running(server, None) as (port, _), socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return len(client.recv(65536))


def livez(options: argparse.Namespace, folder: str) -> None:
    own = penstock(folder, "seed: 1")
    window = ["--warmup", 1, "--seconds", options.seconds]
    ask = load("requests", "--path", "/livez", "--connections", 64, *window)
    for result in compare(floor("--response-bytes", answer_bytes(own)), own, ask, figures("livez", "per_second", "request"), options.pairs):
        print(result, flush=True)


def stream_figures(name: str, count: int, own: Server, options: argparse.Namespace) -> None:
    window = ["--warmup", 1, "--seconds", options.seconds]
    ask = load("streams", "--path", PATH, "--body", "{}", "--streams", count, *window)
    event_bytes = round(run(own, ask)["bytes_per_event"])
    held = floor("--event-bytes", event_bytes)
    for result in compare(held, own, ask, figures(name, "events_per_second", "event"), options.pairs):
        print(result, flush=True)


def streams(options: argparse.Namespace, folder: str) -> None:
    """One event in each turn of the loop, as one write, from the simulator's token to the client's socket."""
    own = penstock(folder, "first_token: 0ms, tokens_per_second: 0, output_tokens: 500000")
    for count in (20, 2000):
        stream_figures(f"streams_{count}", count, own, options)


def bursts(options: argparse.Namespace, folder: str) -> None:
    """Eight events in each turn, which leave in one write; the floor still writes each."""
    own = penstock(folder, "first_token: 0ms, tokens_per_second: 0, output_tokens: 500000, tokens_at_once: 8")
    for count in (20, 2000):
        stream_figures(f"bursts_{count}", count, own, options)


# MARK: Memory


def resident(pid: int) -> int:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the process has no VmRSS")


def idle_memory(server: Server) -> tuple[float, float]:
    """Resident bytes of a server that does nothing, and of each of many streams on which nothing happens."""
    server_cpu, load_cpu = processors()
    with running(server, server_cpu) as (port, pid):
        time.sleep(1)
        alone = resident(pid)
        arguments = ["--path", PATH, "--body", "{}", "--streams", IDLE_STREAMS, "--addresses", 16, "--seconds", 120]
        command = load("idle", "--port", port, *arguments)
        holder = start(command, load_cpu, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            said = holder.stdout.readline()
            if f'"established":{IDLE_STREAMS}' not in said.replace(" ", ""):
                raise RuntimeError(f"not every stream was opened: {said}")
            time.sleep(2)
            crowded = resident(pid)
        finally:
            stop(Server("load", command), holder)
    return alone, (crowded - alone) / IDLE_STREAMS


def memory(options: argparse.Namespace, folder: str) -> None:
    own = penstock(folder, "first_token: 1h")
    own = Server(own.name, [*own.command, "--max-connections", "19000"], own.end)
    measured = [(idle_memory(floor("--events-per-write", 0)), idle_memory(own)) for _ in range(3)]
    for index, (name, unit, scale) in enumerate([("idle_memory", "MB", 1e6), ("memory_per_idle_stream", "KB", 1e3)]):
        show(name, unit, [(held[index] / scale, judged[index] / scale) for held, judged in measured])


# MARK: Start


def start_costs(server: Server) -> tuple[float, float]:
    """Milliseconds from the start of a process until it says where it listens, and of processor time by then."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        manager.bind(folder + "/notify")
        manager.settimeout(20)
        environment = {**os.environ, "NOTIFY_SOCKET": folder + "/notify"}
        began = time.monotonic()
        process = subprocess.Popen(server.command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            if server.end:
                while not manager.recv(4096).startswith(b"READY=1"):
                    pass
            else:
                process.stdout.readline()
            elapsed = time.monotonic() - began
            tasks = pathlib.Path(f"/proc/{process.pid}/task").iterdir()
            used = sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)
        finally:
            stop(server, process)
            process.stdout.close()
            manager.close()
    return 1e3 * elapsed, used / 1e6


def start_(options: argparse.Namespace, folder: str) -> None:
    own = penstock(folder, "seed: 1")
    measured = [(start_costs(floor()), start_costs(own)) for _ in range(max(options.pairs, 11))]
    for index, name in enumerate(["start_to_ready", "start_processor_time"]):
        show(name, "ms", [(held[index], judged[index]) for held, judged in measured])


def show(name: str, unit: str, measured: list[tuple[float, float]]) -> None:
    value = Spread.of([own for _, own in measured])
    ratio = Spread.of([own / held for held, own in measured])
    print(
        f"{name:<36}{value.median:>12.{places(value.median)}f} {unit:<6}{ratio.median:>7.3f} of floor"
        f"  (min {ratio.min:.3f} max {ratio.max:.3f}, {len(measured)} pairs;"
        f" {value.min:.{places(value.min)}f} to {value.max:.{places(value.max)}f})",
        flush=True,
    )


# MARK: Metrics


def metrics_(options: argparse.Namespace, folder: str) -> None:
    metrics.compare(options.pairs, min(options.seconds, 1))


def json(options: argparse.Namespace, folder: str) -> None:
    json_reading.compare(options.pairs)


def engine_(options: argparse.Namespace, folder: str) -> None:
    engine.compare(folder, options.pairs)


# MARK: Models


def relay_(options: argparse.Namespace, folder: str) -> None:
    relay.compare(folder, options.pairs, options.seconds)


def paced_(options: argparse.Namespace, folder: str) -> None:
    paced.compare(folder)


BENCHMARKS = {
    "livez": livez,
    "streams": streams,
    "bursts": bursts,
    "memory": memory,
    "start": start_,
    "metrics": metrics_,
    "json": json,
    "engine": engine_,
    "relay": relay_,
    "paced": paced_,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--pairs", type=int, default=7, help="at least 5")
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    for name in options.names:
        if name not in BENCHMARKS:
            sys.exit(f"there is no benchmark {name!r}; there are: {', '.join(BENCHMARKS)}")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.names or BENCHMARKS:
            BENCHMARKS[name](options, folder)


if __name__ == "__main__":
    main()
