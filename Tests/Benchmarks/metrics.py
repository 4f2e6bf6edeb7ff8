"""Holds the metrics registry against Go's client_golang, turn about in one run."""

import os
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGISTRY = ROOT / ".build" / "release" / "registry"
CLIENT_GOLANG = ROOT / ".build" / "client_golang"
# Debian's Go packages are sources below this path.
GO = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(ROOT / ".build" / "gocache")}
SAMPLES = [1_000, 10_000, 100_000, 1_000_000]


def figures(program: pathlib.Path, *arguments: object) -> dict[str, float]:
    command = [str(program), *(str(argument) for argument in arguments)]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    return {name: float(value) for name, value in (line.split() for line in output.splitlines())}


def versions() -> str:
    packages = ["golang-go", "golang-github-prometheus-client-golang-dev"]
    query = ["dpkg-query", "-W", "-f", "${Package} ${Version}\\n", *packages]
    listed = subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    return ", ".join([*listed, swift])


def show(name: str, unit: str, own: list[float], other: list[float]) -> None:
    ratios = [value / held for value, held in zip(own, other)]
    print(
        f"{name:<36}{statistics.median(own):>12.2f} {unit:<6}{statistics.median(ratios):>7.3f} of client_golang's"
        f" {statistics.median(other):.2f}  (min {min(ratios):.3f} max {max(ratios):.3f}, {len(ratios)} pairs)",
        flush=True,
    )


def alone(name: str, values: list[float], what: str) -> None:
    print(
        f"{name:<36}{statistics.median(values):>12.3f} {what}  (min {min(values):.3f} max {max(values):.3f})", flush=True
    )


def compare(pairs: int, seconds: float) -> None:
    build = ["go", "build", "-o", str(CLIENT_GOLANG), str(ROOT / "Tests" / "Benchmarks" / "ClientGolang" / "main.go")]
    subprocess.run(build, env={**os.environ, **GO}, check=True)
    print(versions(), flush=True)
    for mode, unit in [("record", "ns"), ("render", "us")]:
        runs = [(figures(CLIENT_GOLANG, mode, seconds), figures(REGISTRY, mode, seconds)) for _ in range(pairs)]
        for name in runs[0][0]:
            show(name, unit, [own[name] for _, own in runs], [other[name] for other, _ in runs])
        if mode == "record":
            for name in ["counter", "histogram", "native_histogram"]:
                ratios = [own[f"{name}_2"] / own[f"{name}_1"] for _, own in runs]
                alone(f"{name}_2_threads_of_1", ratios, "of what it costs on one thread")
    costs = []
    for count in SAMPLES:
        runs = [(figures(CLIENT_GOLANG, "samples", count), figures(REGISTRY, "samples", count)) for _ in range(3)]
        name = f"sample_{count}"
        show(name, "ns", [own[name] for _, own in runs], [other[name] for other, _ in runs])
        costs.append(statistics.median(own[name] for _, own in runs))
    alone("sample_dearest_of_cheapest", [max(costs) / min(costs)], f"from {SAMPLES[0]} to {SAMPLES[-1]} samples")
