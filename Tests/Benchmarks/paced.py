"""How many generations at once keep the pace of their models: one token every 20 ms, over TCP and in process.

A number holds when no frame is lost, none comes as part of another, none comes later than ten times the pace after the
one before, and all together come as fast as they should, to a twentieth.
"""

import pathlib
import signal

import relay
from compare import BenchmarkError, Server, running

PACE_SECONDS = 0.02
LATE_SECONDS = 10 * PACE_SECONDS
PIPELINES = relay.ROOT / "Tests" / "Benchmarks" / "pipelines"
# Five seconds a generation.
TOKENS = 250
WORDS = [f"token{number:03}" for number in range(TOKENS)]
WINDOW = ["--warmup", 3, "--seconds", 12, "--late", LATE_SECONDS]
RATE_MIN = 0.95
STEP = 1.25
OVER_TCP = 512
IN_PROCESS = 2000
LOOPS = ["--loops", "2"]


def holds(report: dict, count: int) -> bool:
    is_whole = report["missing"] == 0 and report["incomplete"] == 0 and report["errors"] == 0
    return is_whole and report["late"] == 0 and report["words_per_second"] >= RATE_MIN * count / PACE_SECONDS


def show(name: str, report: dict) -> None:
    print(
        f"{name:<36}{report['words_per_second']:>12.0f} 1/s   gap p50 {report['gap_p50_us'] / 1e3:.1f} ms,"
        f" p99 {report['gap_p99_us'] / 1e3:.1f} ms, longest {report['gap_max_us'] / 1e3:.1f} ms;"
        f" {report['missing']} lost, {report['late']} late, {report['errors']} errors;"
        f" server {report['server_cpu']:.2f} and load {report['load_cpu']:.2f} cpus",
        flush=True,
    )


def over_tcp(one: relay.Relay, folder: pathlib.Path, count: int) -> dict:
    report = relay.measure(one, folder, WORDS, count, *WINDOW, pace=f"{PACE_SECONDS}s")
    show(f"paced_tcp_{count}_{one.name}", report)
    return report


def in_process(folder: pathlib.Path, count: int) -> dict:
    configuration = folder / "paced.yaml"
    configuration.write_text(
        "providers:\n"
        f"  simulator: {{api: simulator, first_token: 20ms, tokens_per_second: {1 / PACE_SECONDS:.0f},"
        f" output_tokens: {TOKENS}}}\n"
    )
    command = [
        *(relay.PENSTOCK.command[0], "serve", "--config", str(configuration), "--pipelines", str(PIPELINES)),
        *("--listen", "127.0.0.1:0", "--log-format", "json", "--drain-timeout", "0s", *LOOPS),
    ]
    # Nobody knows what the simulator will say, but each of its tokens is an event with a member "chunk".
    asked = relay.Relay("penstock", "/v1/pipelines/flood/generations", {}, times=1)
    with running(Server("penstock", command, signal.SIGINT), None) as (port, pid):
        report = relay.ask(asked, port, pid, ['chunk":'] * TOKENS, count, *WINDOW)
    show(f"paced_simulator_{count}_penstock", report)
    return report


def climb(name: str, start: int, keeps_pace) -> None:
    """Asks for more and more at once; a number that fails is tried once more before it is the end."""
    held, count = 0, start
    while keeps_pace(count) or keeps_pace(count):
        held, count = count, round(count * STEP)
    print(f"{name + '_max':<36}{held:>12} generations at once hold; {count} do not", flush=True)
    if held == 0:
        raise BenchmarkError(f"{name}: {start} generations at once do not hold")


def compare(folder: str) -> None:
    relay.build()
    place = pathlib.Path(folder)
    penstock = relay.Relay(**{**vars(relay.PENSTOCK), "command": [*relay.PENSTOCK.command, *LOOPS]})
    for other in [relay.DIRECT, relay.GO, relay.NODE]:
        over_tcp(other, place, OVER_TCP)
    climb("paced_tcp", OVER_TCP, lambda count: holds(over_tcp(penstock, place, count), count))
    climb("paced_simulator", IN_PROCESS, lambda count: holds(in_process(place, count), count))
