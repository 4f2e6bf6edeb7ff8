"""What the metrics say is what the clients did, to the unit."""

import asyncio
import collections
import json
import random
import re
import socket
import struct

from conftest import wait_until

# The simulator answers the same topic alike, so each client has its own.
TOPICS = [f"river {number}" for number in range(200)]
CLIENTS = 2 * len(TOPICS)
AT_ONCE = 60
READS_ALL = ("reads all", 0)


async def run_client(server, topic, behaviour, events_read):
    """Opens a stream, reads some events, and ends as told.

    Returns how the generation ended, if it saw that, and why attempts failed that were followed by others.
    """
    host, port = server.endpoint
    reader, writer = await asyncio.open_connection(host, port)
    body = json.dumps({"topic": topic}).encode()
    head = (
        "POST /v1/pipelines/content/generations?dialect=penstock HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    received = b""
    while behaviour == "reads all" or received.count(b"\nevent: ") < events_read:
        piece = await reader.read(65536)
        received += piece
        if not piece or b"\r\n0\r\n\r\n" in received:
            break
    assert received.startswith(b"HTTP/1.1 200"), received[:200]
    if behaviour == "resets":
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()
    retries = error_types(received, b"step_retry")
    if b"event: generation_complete" in received:
        return "complete", retries
    return next(iter(error_types(received, b"generation_error")), None), retries


def error_types(received, event):
    return [
        json.loads(data)["error_type"]
        for data in re.findall(rb"event: " + event + rb"\r?\n(?:.+\n)*?data: (.+)", received)
    ]


async def run_clients(server, plans):
    """Runs a client for each topic, and says what each saw, by topic."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(topic, plan):
        async with gate:
            return topic, await run_client(server, topic, *plan)

    return dict(await asyncio.gather(*(one(topic, plan) for topic, plan in plans.items())))


def test_streams_and_generations_add_up(start, configuration):
    # At least one event lies between the last that a leaving client reads and the end, so who saw what is decidable.
    server = start(
        "--config",
        configuration(
            "providers:\n"
            "  simulator: {api: simulator, first_token: 20ms, tokens_per_second: 300, output_tokens: 120,"
            " failures: {error: 0.2, rate_limit: 0.2, cut: 0.2}, circuit: {failures: 0}}\n"
        ),
        "--metrics-otel",
    )
    first = asyncio.run(run_clients(server, dict.fromkeys(TOPICS, READS_ALL)))
    # What went well at once goes well again; only there does a client leave, for one that leaves while its generation
    # fails cannot know which came first.
    choose = random.Random(20)
    plans = {
        topic: (choose.choice(["reads all", "leaves", "resets"]), choose.randint(1, 60))
        if first[topic] == ("complete", [])
        else READS_ALL
        for topic in TOPICS
    }
    second = asyncio.run(run_clients(server, plans))
    for topic, (behaviour, _) in plans.items():
        assert second[topic] == (first[topic] if behaviour == "reads all" else (None, []))
    seen = [*first.values(), *second.values()]
    tally = collections.Counter(end for end, _ in seen)
    retries = collections.Counter(kind for _, kinds in seen for kind in kinds)
    left = tally.pop(None)
    finished = tally.pop("complete")
    assert set(tally) == {"provider_server_error", "provider_rate_limited", "provider_truncated"}
    failed = tally.total()
    assert finished + failed + left == CLIENTS
    assert finished > 50 and left > 30 and min(tally.values()) >= 10 and min(retries.values()) >= 50
    # The calls that failed: each was followed by another, or by the end.
    calls = tally + retries

    wait_until(lambda: server.metric("penstock_streams_active") == 0)
    wait_until(lambda: server.metric("penstock_generations_active") == 0)
    connects = "penstock_stream_connects_total"
    assert server.metric(connects, outcome="established") == CLIENTS
    assert server.metric(connects, outcome="failed") == 0
    ended = "penstock_streams_ended_total"
    assert server.metric(ended, reason="complete", phase="streaming") == finished + failed
    assert server.metric(ended, reason="client_disconnect", phase="streaming") == left
    assert server.metric(ended) == CLIENTS
    assert server.metric("penstock_stream_drops_total") == left
    generations = "penstock_generations_total"
    assert server.metric(generations, outcome="complete") == finished
    assert server.metric(generations, outcome="abandoned") == left
    assert server.metric(generations, outcome="error") == failed
    assert server.metric(generations) == CLIENTS
    steps = "penstock_steps_total"
    assert server.metric(steps, step="generator", outcome="ok") == finished
    assert server.metric(steps, step="generator", outcome="cancelled") == left
    assert server.metric(steps, step="generator", outcome="error") == failed
    assert server.metric("penstock_provider_requests_total", outcome="ok") == finished
    assert server.metric("penstock_provider_requests_total", outcome="cancelled") == left
    assert server.metric("penstock_provider_requests_total", outcome="error") == calls.total()
    assert server.metric("penstock_step_retries_total") == retries.total()
    assert server.metric("penstock_step_retries_total", step="generator") == retries.total()
    assert server.metric("penstock_step_fallbacks_total") == 0
    assert server.metric("penstock_step_failures_total") == failed
    for kind, count in tally.items():
        assert server.metric("penstock_step_failures_total", step="generator", error_type=kind) == count
        assert server.metric("penstock_provider_requests_total", outcome="error", error_type=kind) == calls[kind]

    for family, failures in [
        ("gen_ai_workflow_duration_seconds_count", tally),
        ("gen_ai_client_operation_duration_seconds_count", calls),
    ]:
        for kind, count in failures.items():
            assert server.metric(family, error_type=kind) == count
        assert server.metric(family) == finished + left + failures.total()
        assert server.metric(family, error_type="") == finished
    streamed = {"http_route": "/v1/pipelines/{pipeline}/generations", "http_request_method": "POST"}
    assert server.metric("http_server_request_duration_seconds_count", **streamed) == CLIENTS
    assert server.metric("http_server_active_requests") == 0

    lines = [line for line in server.lines if line["event"] == "generation"]
    assert len(lines) == CLIENTS
    outcomes = collections.Counter(line["outcome"] for line in lines)
    assert outcomes == {"complete": finished, "abandoned": left, "error": failed}
    kinds = collections.Counter(line["error_type"] for line in lines if "error_type" in line)
    assert kinds == tally
    assert all(line["failed_step"] == "generator" for line in lines if "error_type" in line)
    assert sum(line.get("retries", 0) for line in lines) == retries.total()
    logged = sum(line["output_tokens"] for line in lines)
    assert server.metric("penstock_tokens_total", kind="output") == logged
    assert server.metric("gen_ai_client_token_usage_sum", gen_ai_token_type="output") == logged
    requests = [line for line in server.lines if line["event"] == "request"]
    endings = collections.Counter(line["ending"] for line in requests)
    assert endings == {"complete": finished + failed, "client_disconnect": left}
