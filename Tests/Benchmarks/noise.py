"""Holds the floor against itself: every ratio should be 1; how far it is off is the noise of the machine.

    swift build -c release --product floor && swift build -c release --product load
    python3 Tests/Benchmarks/noise.py [--pairs 7] [--seconds 3] [--programs .build/release]
"""

import argparse

from compare import Figure, Server, compare


def figures(name: str, rate: str, event: str) -> list[Figure]:
    """The rate; what one event cost the server, which holds even when the load is slower; both shares."""
    return [
        Figure(f"{name}_{event}s_per_second", "1/s", rate),
        Figure(f"{name}_server_us_per_{event}", "us", lambda run: 1e6 * run["server_cpu"] / run[rate]),
        Figure(f"{name}_server_cpu", "cpus", "server_cpu"),
        Figure(f"{name}_load_cpu", "cpus", "load_cpu"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--programs", default=".build/release")
    options = parser.parse_args()

    floor = Server("floor", [f"{options.programs}/floor", "--port", "0"])
    again = Server("floor again", floor.command)
    window = ["--warmup", "1", "--seconds", str(options.seconds)]
    requests = [f"{options.programs}/load", "requests", "--path", "/livez", "--connections", "64", *window]
    streams = [f"{options.programs}/load", "streams", "--path", "/", "--body", "{}", *window]

    runs = [(requests, figures("livez_64", "per_second", "request"))]
    for count in (20, 2000):
        load = [*streams, "--streams", str(count)]
        runs.append((load, figures(f"streams_{count}", "events_per_second", "event")))
    for load, wanted in runs:
        for comparison in compare(floor, again, load, wanted, options.pairs):
            print(comparison, flush=True)


if __name__ == "__main__":
    main()
