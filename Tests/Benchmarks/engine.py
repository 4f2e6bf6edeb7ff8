"""What the engine itself costs: steps whose model answers at once, one generation or a thousand at a time."""

import asyncio
import os
import pathlib
import re
import statistics
import struct

from compare import Server, Spread, running

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / ".build" / "release"
STEPS = 40
AT_ONCE = [1, 10, 100, 1000]
GENERATIONS = 2000
HALF = STEPS // 2
PIPELINE = "name: steps\ntimeout: 10m\nsteps:\n" + "".join(
    f"  - {{id: m{number}, kind: model, models: [simulator/m], prompt: x}}\n"
    f"  - {{id: t{number}, kind: transform, template: '{{{{steps.m{number}}}}}'}}\n"
    for number in range(HALF)
)
# A little of everything that takes time, so that who is served late shows.
LONG = "name: long\ntimeout: 10m\nsteps:\n" + "".join(
    f"  - {{id: m{number}, kind: model, models: [simulator/m], prompt: x}}\n" for number in range(5)
)


def server(folder: str, simulator: str, loops: int) -> Server:
    pipelines = pathlib.Path(folder) / "engine"
    pipelines.mkdir(exist_ok=True)
    (pipelines / "steps.yaml").write_text(PIPELINE)
    (pipelines / "long.yaml").write_text(LONG)
    configuration = pathlib.Path(folder) / f"engine-{loops}.yaml"
    configuration.write_text(f"providers:\n  simulator: {{api: simulator, {simulator}}}\n")
    command = [
        *(str(PROGRAMS / "penstock"), "serve", "--config", str(configuration), "--pipelines", str(pipelines)),
        *("--loops", str(loops), "--listen", "127.0.0.1:0", "--log-format", "json", "--drain-timeout", "0s"),
    ]
    return Server("penstock", command)


async def generate(port: int, pipeline: str, gate: asyncio.Semaphore) -> float:
    """Runs one generation and waits for its end; gives the milliseconds that it took by its own account."""
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST /v1/pipelines/{pipeline}/generations HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".encode()
        )
        answer = await reader.read()
        writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(answer[:300].decode())
    return float(re.search(rb'"duration_ms":(\d+),"steps"', answer)[1])


def run(port: int, pipeline: str, count: int, at_once: int) -> list[float]:
    async def all_of_them():
        gate = asyncio.Semaphore(at_once)
        return await asyncio.gather(*(generate(port, pipeline, gate) for _ in range(count)))

    return asyncio.run(all_of_them())


def processor_seconds(pid: int) -> float:
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def overhead(folder: str, rounds: int) -> None:
    """Microseconds of processor time and allocations for each step, requests and answers included."""
    counted = pathlib.Path(folder) / "allocations"
    counter = str(PROGRAMS / "liballocation-counter.so")
    own = server(folder, "first_token: 0ms, tokens_per_second: 0, output_tokens: 1", 1)
    costs = {at_once: [] for at_once in AT_ONCE}
    for _ in range(rounds):
        with running(own, None) as (port, pid):
            run(port, "steps", 200, 10)
            for at_once in AT_ONCE:
                before = processor_seconds(pid)
                run(port, "steps", GENERATIONS, at_once)
                costs[at_once].append(1e6 * (processor_seconds(pid) - before) / (GENERATIONS * STEPS))
    os.environ.update({"LD_PRELOAD": counter, "ALLOCATION_COUNTER": str(counted)})
    try:
        context = running(own, None)
        port, _ = context.__enter__()
    finally:
        del os.environ["LD_PRELOAD"], os.environ["ALLOCATION_COUNTER"]
    allocations = {}
    try:
        run(port, "steps", 200, 10)
        for at_once in AT_ONCE:
            before = struct.unpack("Q", counted.read_bytes())[0]
            run(port, "steps", GENERATIONS, at_once)
            after = struct.unpack("Q", counted.read_bytes())[0]
            allocations[at_once] = (after - before) / (GENERATIONS * STEPS)
    finally:
        context.__exit__(None, None, None)
    for at_once in AT_ONCE:
        ratio = Spread.of([many / one for many, one in zip(costs[at_once], costs[1])])
        print(
            f"engine_us_per_step_{at_once:<17}{statistics.median(costs[at_once]):>12.2f} us    {ratio.median:>7.3f} of one"
            f" at a time  (min {ratio.min:.3f} max {ratio.max:.3f}, {rounds} rounds)",
            flush=True,
        )
        print(
            f"engine_allocations_per_step_{at_once:<8}{allocations[at_once]:>12.1f} 1"
            f"     {allocations[at_once] / allocations[1]:>7.3f} of one at a time",
            flush=True,
        )


def fairness(folder: str, rounds: int) -> None:
    """The slowest of a thousand generations that run at once on two loops, held against the median."""
    own = server(folder, "first_token: 100ms, tokens_per_second: 50, output_tokens: 10", 2)
    ratios, medians = [], []
    with running(own, None) as (port, _):
        for _ in range(rounds):
            took = run(port, "long", 1000, 1000)
            medians.append(statistics.median(took))
            ratios.append(max(took) / medians[-1])
    spread = Spread.of(ratios)
    print(
        f"engine_slowest_of_1000_on_2_loops   {statistics.median(medians) * spread.median:>12.0f} ms   "
        f" {spread.median:>7.3f} of the median  (min {spread.min:.3f} max {spread.max:.3f}, {rounds} rounds)",
        flush=True,
    )


def compare(folder: str, rounds: int) -> None:
    overhead(folder, rounds)
    fairness(folder, rounds)
