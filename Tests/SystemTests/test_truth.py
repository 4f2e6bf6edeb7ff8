"""What the metrics say is what the clients did, to the unit."""

import asyncio
import json
import random
import socket
import struct

from conftest import wait_until

CLIENTS = 300
AT_ONCE = 60


async def run_client(server, behaviour, events_read):
    """Opens a stream, reads some events, and ends as told; says whether it saw the last event."""
    host, port = server.endpoint
    reader, writer = await asyncio.open_connection(host, port)
    body = json.dumps({"topic": "rivers"}).encode()
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
    return b"event: generation_complete" in received


async def run_clients(server, seed):
    choose = random.Random(seed)
    gate = asyncio.Semaphore(AT_ONCE)
    plans = [(choose.choice(["reads all", "leaves", "resets"]), choose.randint(1, 60)) for _ in range(CLIENTS)]

    async def one(plan):
        async with gate:
            return plan[0], await run_client(server, *plan)

    return await asyncio.gather(*(one(plan) for plan in plans))


def test_streams_and_generations_add_up(start, configuration):
    # At least one event lies between the last that a leaving client reads and the end, so who saw what is decidable.
    server = start(
        "--config",
        configuration(
            "providers:\n"
            "  simulator: {api: simulator, first_token: 20ms, tokens_per_second: 300, output_tokens: 120}\n"
        ),
        "--metrics-otel",
    )
    outcomes = asyncio.run(run_clients(server, seed=20))
    finished = sum(1 for behaviour, saw_end in outcomes if saw_end)
    assert finished == sum(1 for behaviour, _ in outcomes if behaviour == "reads all")
    left = CLIENTS - finished
    assert finished > 50 and left > 100

    wait_until(lambda: server.metric("penstock_streams_active") == 0)
    wait_until(lambda: server.metric("penstock_generations_active") == 0)
    connects = "penstock_stream_connects_total"
    assert server.metric(connects, outcome="established") == CLIENTS
    assert server.metric(connects, outcome="failed") == 0
    ended = "penstock_streams_ended_total"
    assert server.metric(ended, reason="complete", phase="streaming") == finished
    assert server.metric(ended, reason="client_disconnect", phase="streaming") == left
    assert server.metric(ended) == CLIENTS
    assert server.metric("penstock_stream_drops_total") == left
    generations = "penstock_generations_total"
    assert server.metric(generations, outcome="complete") == finished
    assert server.metric(generations, outcome="abandoned") == left
    steps = "penstock_steps_total"
    assert server.metric(steps, step="generator", outcome="ok") == finished
    assert server.metric(steps, step="generator", outcome="cancelled") == left
    assert server.metric("penstock_provider_requests_total", outcome="ok") == finished
    assert server.metric("penstock_provider_requests_total", outcome="cancelled") == left

    for family in ["gen_ai_workflow_duration_seconds_count", "gen_ai_client_operation_duration_seconds_count"]:
        assert server.metric(family) == CLIENTS
        assert server.metric(family, error_type="") == finished
    streamed = {"http_route": "/v1/pipelines/{pipeline}/generations", "http_request_method": "POST"}
    assert server.metric("http_server_request_duration_seconds_count", **streamed) == CLIENTS
    assert server.metric("http_server_active_requests") == 0

    lines = [line for line in server.lines if line["event"] == "generation"]
    assert len(lines) == CLIENTS
    assert sum(line["outcome"] == "complete" for line in lines) == finished
    logged = sum(line["output_tokens"] for line in lines)
    assert server.metric("penstock_tokens_total", kind="output") == logged
    assert server.metric("gen_ai_client_token_usage_sum", gen_ai_token_type="output") == logged
    requests = [line for line in server.lines if line["event"] == "request"]
    assert sum(line["ending"] == "client_disconnect" for line in requests) == left
