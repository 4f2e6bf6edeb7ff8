"""Holds the incremental JSON reader against simdjson and Foundation, all in one run."""

import os
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "release" / "json-reading"
SIZES = ["10KB", "100KB", "1MB", "10MB"]
# What the reader is held against: the same whole document, read at once.
OTHERS = {"simdjson": "our reader on simdjson", "serialization": "JSONSerialization", "decoder": "JSONDecoder"}


ROUNDS = 5


def figures() -> dict[str, float]:
    processor = max(os.sched_getaffinity(0))
    output = subprocess.run(
        [str(PROGRAM), str(ROUNDS)],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
        preexec_fn=lambda: os.sched_setaffinity(0, {processor}),
    ).stdout
    return {name: float(value) for name, value in (line.split() for line in output.splitlines())}


def show(name: str, values: list[float], unit: str, said: str = "") -> None:
    median, spread = statistics.median(values), f"(min {min(values):.3g} max {max(values):.3g}, {len(values)} runs)"
    print(f"{name:<36}{median:>12.2f} {unit:<6}{said}  {spread}", flush=True)


def compare(runs_count: int) -> None:
    runs = [figures() for _ in range(runs_count)]
    for way in ["incremental", "bytewise"]:
        for size in SIZES:
            ratios = [
                f"{statistics.median(run[f'{way}_{size}'] / run[f'{other}_{size}'] for run in runs):.2f} of {called}"
                for other, called in OTHERS.items()
            ]
            show(f"json_{way}_{size}", [run[f"{way}_{size}"] for run in runs], "MB/s", "  ".join(ratios))
    costs = [[1 / run[f"incremental_{size}"] for size in SIZES] for run in runs]
    show("json_dearest_of_cheapest_byte", [max(sizes) / min(sizes) for sizes in costs], "times")
    dearest = [max(run[f"incremental_{size}"] / run[f"bytewise_{size}"] for size in SIZES) for run in runs]
    show("json_bytewise_of_4KB_pieces", dearest, "times")
