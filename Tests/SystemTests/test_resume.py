"""Generations that are read, resumed and called off by their id, over real sockets and two event loops.

A new connection goes to the loop with the fewest, the first of equals: one that is opened while another is open lands
on the other loop.
"""

import contextlib
import json
import socket

import httpx
import httpx_sse
import pytest

from conftest import wait_until

INPUT = {"topic": "Why rivers meander"}
# A generation takes about two seconds.
STEADY = """
providers:
  simulator: {api: simulator, first_token: 50ms, tokens_per_second: 100, output_tokens: 200}
"""
PENSTOCK = {"dialect": "penstock"}


@pytest.fixture
def server(start, configuration):
    return start("--config", configuration(STEADY), "--loops", "2")


@contextlib.contextmanager
def events(server, method, path, **options):
    """The events of a stream on a connection of its own."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        with httpx_sse.connect_sse(client, method, path, params=PENSTOCK, **options) as source:
            source.response.raise_for_status()
            yield source.response, source.iter_sse()


@contextlib.contextmanager
def generation(server):
    with events(server, "POST", "/v1/pipelines/content/generations", json=INPUT) as (response, stream):
        yield "/v1/generations/" + response.headers["generation-id"], stream


def start_unread(server):
    answer = httpx.post(
        server.url + "/v1/pipelines/content/generations", json=INPUT, headers={"Prefer": "respond-async"}
    )
    assert answer.status_code == 202 and answer.headers["preference-applied"] == "respond-async"
    assert answer.json()["status"] == "running"
    assert answer.json()["links"]["self"] == answer.headers["location"]
    return answer.headers["location"]


def number(event):
    return int(event.id.split(".")[1])


def text(received):
    return "".join(json.loads(event.data)["text"] for event in received if event.event == "delta")


def all_streams_are_counted(server):
    established = server.metric("penstock_stream_connects_total", outcome="established")
    return server.metric("penstock_streams_active") == 0 and established == server.metric("penstock_streams_ended_total")


def test_a_second_reader_on_another_loop_resumes_where_it_wants(server):
    with generation(server) as (path, stream):
        first = [next(stream) for _ in range(60)]
        with events(server, "GET", path + "/events", headers={"Last-Event-ID": first[20].id}) as (_, tail):
            second = list(tail)
        first += stream
    assert [number(event) for event in first] == list(range(1, len(first) + 1))
    numbers = [number(event) for event in second]
    assert numbers[0] > number(first[20]) and numbers == sorted(set(numbers)) and numbers[-1] == len(first)
    assert text(second) == text(first[21:])
    kept = [event for event in first[21:] if event.event != "delta"]
    assert [(event.id, event.data) for event in second if event.event != "delta"] == [
        (event.id, event.data) for event in kept
    ]
    assert server.metric("penstock_stream_resumes_total", pipeline="content", outcome="replayed") == 1
    wait_until(lambda: all_streams_are_counted(server))


def test_who_has_read_to_the_end_is_told_to_stop(server):
    path = start_unread(server)
    with events(server, "GET", path + "/events") as (_, stream):
        received = list(stream)
    assert received[0].event == "generation_start" and received[-1].event == "generation_complete"
    for _ in range(4):
        again = httpx.get(server.url + path + "/events", headers={"Last-Event-ID": received[-1].id})
        assert again.status_code == 204 and again.content == b""


def test_a_generation_that_nobody_reads_runs_to_its_end(server):
    path = start_unread(server)
    wait_until(lambda: httpx.get(server.url + path).json()["status"] == "complete")
    state = httpx.get(server.url + path.replace("generations/", "generations/plan-")).json()
    assert state["progress"] == 100 and state["missing"] == [] and state["result"].startswith("[Simulated output]")
    assert [step["status"] for step in state["steps"]] == ["complete"] * 4
    listed = httpx.get(server.url + "/v1/generations", params={"status": "complete", "limit": 1}).json()
    assert [entry["links"]["self"] for entry in listed["generations"]] == [path]
    assert server.metric("penstock_generations_kept") == 1
    assert httpx.delete(server.url + path).status_code == 204
    assert httpx.get(server.url + path).status_code == 404
    assert server.metric("penstock_generations_kept") == 0


def test_it_is_cancelled_from_another_connection_with_a_reason(server):
    with generation(server) as (path, stream):
        for _ in range(10):
            next(stream)
        answers = [httpx.post(server.url + path + "/cancel", json={"reason": "dismissed"}) for _ in range(3)]
        rest = list(stream)
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {answer.json()["status"] for answer in answers} == {"cancelled"}
    assert rest[-1].event == "generation_cancelled" and json.loads(rest[-1].data)["reason"] == "dismissed"
    assert server.metric("penstock_generations_total", outcome="cancelled") == 1
    assert httpx.post(server.url + path + "/cancel").json()["reason"] == "dismissed"


def test_who_has_read_what_never_was_gets_a_gap_and_a_snapshot(server):
    with generation(server) as (path, stream):
        for _ in range(10):
            next(stream)
        with events(server, "GET", path + "/events", headers={"Last-Event-ID": "1.100000"}) as (_, other):
            second = list(other)
        first = list(stream)
    assert [event.event for event in second[:2]] == ["gap", "snapshot"]
    snapshot = json.loads(second[1].data)
    generator = next(step for step in snapshot["steps"] if step["step"] == "generator")
    output = next(
        json.loads(event.data)["output"]
        for event in first
        if event.event == "step_complete" and json.loads(event.data)["step"] == "generator"
    )
    assert generator["text"] + text(second) == output
    assert second[-1].data == first[-1].data
    assert server.metric("penstock_stream_resumes_total", pipeline="content", outcome="gap") == 1


def test_a_reader_that_stops_reading_on_another_loop_disturbs_nobody(start, configuration):
    """It is given what its socket, its connection and the pipe between the loops hold, and the rest when it reads."""
    fast = "providers:\n  simulator: {api: simulator, first_token: 50ms, tokens_per_second: 0, output_tokens: 60000}\n"
    server = start("--config", configuration(fast), "--loops", "2")
    path = start_unread(server)
    host = socket.create_connection(server.endpoint)
    with host, socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(server.endpoint)
        slow.sendall(f"GET {path}/events?dialect=penstock HTTP/1.0\r\n\r\n".encode())
        with events(server, "GET", path + "/events") as (_, stream):
            quick = list(stream)
        assert quick[-1].event == "generation_complete"
        received = b""
        while piece := slow.recv(65536):
            received += piece
    deltas = [json.loads(line[6:]) for line in received.decode().split("\n") if line.startswith('data: {"sequence"')]
    assert "".join(event.get("text", "") for event in deltas if "chunk" in event) == text(quick)
    assert b"event: generation_complete" in received


def test_generations_that_are_gone_are_not_found(start, fast):
    server = start("--config", fast, "--loops", "2", "--max-kept-generations", "1")
    paths = []
    for _ in range(3):
        paths.append(start_unread(server))
        wait_until(lambda: server.metric("penstock_generations_active") == 0)
    assert [httpx.get(server.url + path).status_code for path in paths] == [404, 404, 200]
    gone = httpx.get(server.url + paths[0] + "/events")
    assert gone.status_code == 404 and gone.headers["content-type"] == "application/problem+json"
    assert server.metric("penstock_generations_evicted_total", reason="count") == 2
    assert server.metric("penstock_stream_resumes_total", pipeline="", outcome="refused") == 1
