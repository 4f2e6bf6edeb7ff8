"""The straight line allocates next to nothing: counted in the real binary by an object loaded in front of it."""

import os
import struct
import subprocess

import httpx
import pytest

from conftest import BUILD, ROOT

REGISTRY = ROOT / ".build" / BUILD / "registry"
COUNTER = ROOT / ".build" / BUILD / "liballocation-counter.so"

STEADY = """
providers:
  simulator: {api: simulator, first_token: 0ms, tokens_per_second: 20000, output_tokens: 100000}
"""

EVENTS = 30_000

pytestmark = pytest.mark.skipif(BUILD == "debug", reason="a debug build allocates where a release build does not")


def test_an_event_allocates_next_to_nothing(start, configuration, tmp_path):
    counted = tmp_path / "allocations"
    environment = {"LD_PRELOAD": str(COUNTER), "ALLOCATION_COUNTER": str(counted)}
    server = start(
        *("--config", configuration(STEADY), "--loops", "1"),
        *("--pipelines", ROOT / "Tests" / "Benchmarks" / "pipelines"),
        environment=environment,
    )

    def allocations():
        return struct.unpack("Q", counted.read_bytes())[0]

    with httpx.stream("POST", server.url + "/v1/pipelines/flood/generations", json={}) as response:
        events = 0
        for line in response.iter_lines():
            events += line.startswith("event:")
            if events == EVENTS and line.startswith("event:"):
                before = allocations()
            if events == 2 * EVENTS:
                break
        after = allocations()
    print(f"{(after - before) / EVENTS:.5f} allocations for each event")
    assert before > 0
    assert (after - before) / EVENTS <= 1 / 64


def test_recording_a_metric_allocates_nothing(tmp_path):
    def allocations(seconds):
        counted = tmp_path / f"allocations-{seconds}"
        environment = {**os.environ, "LD_PRELOAD": str(COUNTER), "ALLOCATION_COUNTER": str(counted)}
        subprocess.run([REGISTRY, "record", str(seconds)], env=environment, check=True, capture_output=True)
        return struct.unpack("Q", counted.read_bytes())[0]

    few, many = allocations(0.02), allocations(0.5)
    assert few > 0
    # Hundreds of millions of recordings more; what differs is how threads start and end.
    assert abs(many - few) < 100
