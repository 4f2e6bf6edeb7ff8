"""What a client puts into a request to do harm: nothing breaks, nothing grows, and the counters tell."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import socket
import threading

import httpx
import pytest

from conftest import wait_until
from test_logs import serving

STREAMING = "providers:\n  simulator: {api: simulator, first_token: 5ms, tokens_per_second: 40, output_tokens: 100000}\n"
HEADER_BYTES_MAX = 32 * 1024
FIT_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Connection:
    """Sends requests byte by byte as they are given, one after the other."""

    def __init__(self, server):
        self.socket = socket.create_connection(server.endpoint, timeout=20)

    def ask(self, *fields, target=b"/v1/pipelines", method=b"GET", body=b""):
        """The response, and its body; each field is a whole line."""
        lines = [method + b" " + target + b" HTTP/1.1", b"Host: x", b"Content-Length: %d" % len(body), *fields]
        self.socket.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        response = http.client.HTTPResponse(self.socket, method=method.decode())
        response.begin()
        return response, response.read()

    def close(self):
        self.socket.close()


@contextlib.contextmanager
def connection(server):
    opened = Connection(server)
    yield opened
    opened.close()


@contextlib.contextmanager
def streaming(server):
    """A generation whose events are read all the while; yields how many have come."""
    events, is_over = [0], threading.Event()

    def read():
        url = server.url + "/run/stream?dialect=penstock"
        with httpx.stream("POST", url, json={"topic": "x"}, timeout=60) as response:
            for line in response.iter_lines():
                events[0] += line.startswith("event:")
                if is_over.is_set():
                    break

    reader = threading.Thread(target=read)
    reader.start()
    wait_until(lambda: events[0] > 2)
    yield lambda: events[0]
    before = events[0]
    wait_until(lambda: events[0] > before + 5, explain=lambda: "the stream has stopped")
    is_over.set()
    reader.join()


def hits(server, bound):
    return server.metric("penstock_http_bounds_hit_total", bound=bound)


def resident_megabytes(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def logged_ids(server):
    return [line["request_id"] for line in server.lines if line["event"] == "request"]


# MARK: Request ids


def test_a_request_id_of_20_kilobytes_is_replaced_and_counted(start, fast):
    server = start("--config", fast)
    with connection(server) as client:
        response, _ = client.ask(b"X-Request-ID: " + b"a" * 20_480)
        assert response.status == 200 and UUID.fullmatch(response.getheader("X-Request-Id"))
        assert hits(server, "request_id") == 1
        # The connection goes on, and the next id is taken.
        other, _ = client.ask(b"X-Request-ID: mine")
        assert other.status == 200 and other.getheader("X-Request-Id") == "mine"
        wait_until(lambda: "mine" in logged_ids(server))
        assert response.getheader("X-Request-Id") in logged_ids(server)
        assert hits(server, "request_id") == 1

        # More than all fields may be: refused, and the connection with it.
        refused, body = client.ask(b"X-Request-ID: " + b"a" * 40_960)
        assert refused.status == 431 and UUID.fullmatch(json.loads(body)["request_id"])
        assert "aaaa" not in str(refused.headers) + body.decode()
        assert hits(server, "header_bytes") == 1
        assert refused.getheader("Connection") == "close"
        assert client.socket.recv(1) == b""
    with connection(server) as client:
        assert client.ask()[0].status == 200


@pytest.mark.parametrize(
    "fields, bound",
    [
        ([b"X-Request-ID: one", b"X-Request-ID: two"], "request_id"),
        ([b"X-Request-ID: one", b"x-request-id: one"], "request_id"),
        ([b"X-Request-ID: one", b"X-Request-ID:"], "request_id"),
        ([b"X-Request-ID: one, two"], "request_id"),
        ([b"X-Request-ID: %d" % number for number in range(97)], "request_id"),
        ([b"X-Request-ID: " + b"a" * 20_480, b"X-Request-ID: mine"], "request_id"),
        ([b"X-Request-ID: %d" % number for number in range(150)], "header_count"),
    ],
    ids=["two", "the same twice", "one and none", "a list", "97", "a long one and a short one", "150"],
)
def test_several_request_ids_are_none(start, fast, fields, bound):
    server = start("--config", fast)
    with connection(server) as client:
        response, _ = client.ask(*fields)
        assert response.status == (431 if bound == "header_count" else 200)
        assert UUID.fullmatch(response.getheader("X-Request-Id"))
        assert len(response.headers.get_all("X-Request-Id")) == 1
        assert hits(server, bound) == 1
    wait_until(lambda: logged_ids(server) == [response.getheader("X-Request-Id")])


# What an id could do to a log, to a terminal, or to a response.
HOSTILE_IDS = [
    b'"', b'x","level":"error', b'{"event":"ready"}', b"'; DROP TABLE requests; --", b"<script>alert(1)</script>",
    b"\\", b"\\n", b"%0d%0aSet-Cookie: a=b", b"a b", b"a\tb", b"a=b", b"${jndi:ldap://x}", b"../../etc/passwd",
    "übung".encode(), "\u2028".encode(), "\u202e".encode(), "😀".encode(), b"\xff\xfe", b"\xc0\x80",
    b"\x1b[31mred\x1b[0m", b"\x1b]0;title\x07", b"\x7f", b"\x08\x08\x08", b"\x0b", b"\x01", b"x" * 129,
]
# What ends a line or a string is not even HTTP.
BROKEN_IDS = [b"a\nSet-Cookie: a=b", b"a\rSet-Cookie: a=b", b"a\r\n Set-Cookie: a=b", b"a\0b", b"a\n\n", b"\n"]


def test_no_id_reaches_response_or_log_as_it_was(start, fast):
    server = start("--config", fast)
    for number, hostile in enumerate(HOSTILE_IDS):
        with connection(server) as client:
            response, _ = client.ask(b"X-Request-ID: " + hostile)
            # Control characters other than the tab are no part of a field's value, and may be refused as such.
            assert response.status in (200, 400), hostile
            assert UUID.fullmatch(response.getheader("X-Request-Id")), hostile
            assert response.getheader("Set-Cookie") is None
            if response.status == 400:
                assert re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", hostile)
        wait_until(lambda: len(logged_ids(server)) == number + 1)
    assert hits(server, "request_id") > len(HOSTILE_IDS) / 2
    for hostile in BROKEN_IDS:
        before = len(logged_ids(server))
        with connection(server) as client:
            response, body = client.ask(b"X-Request-ID: " + hostile)
            assert response.status == 400, hostile
            assert UUID.fullmatch(response.getheader("X-Request-Id"))
            assert response.getheader("Set-Cookie") is None and b"Set-Cookie" not in body
        wait_until(lambda: len(logged_ids(server)) == before + 1)
    assert all(FIT_ID.fullmatch(one) for one in logged_ids(server))


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_log_stays_printable_whatever_is_sent(fast, form):
    with serving(fast, "--log-format", form, connected=False) as (url, output):
        host, port = url.removeprefix("http://").split(":")
        for hostile in HOSTILE_IDS + BROKEN_IDS:
            with socket.create_connection((host, int(port)), timeout=20) as client:
                client.sendall(
                    b"GET /" + hostile.replace(b" ", b"") + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    b"X-Request-ID: " + hostile + b"\r\nUser-Agent: " + hostile + b"\r\n\r\n"
                )
                assert client.recv(65536).startswith(b"HTTP/1.1 ")
    lines = [line for line in output if b"request_id" in line]
    assert len(lines) >= len(HOSTILE_IDS)
    for line in output:
        # UTF-8 may stand in a path, but nothing that moves a terminal's cursor or ends a line for somebody.
        text = line.decode()
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text), text
        if form == "json":
            assert json.loads(text)["event"] in ("ready", "request", "draining", "stopped")


# MARK: Accept


def repeated(piece, prefix=b""):
    """As much of it as one head may hold beside its other fields."""
    return (prefix + piece * (31_000 // len(piece)))[:31_000]


HOSTILE_ACCEPTS = {
    "many ranges": repeated(b"a/b,"),
    "many known ranges": repeated(b"text/plain;version=0.0.4;q=0.1,"),
    "many refusals": repeated(b"*/*;q=0,"),
    "commas": repeated(b","),
    "slashes": repeated(b"/"),
    "semicolons": repeated(b";", b"text/plain"),
    "many parameters": repeated(b";a=b", b"text/plain"),
    "many different parameters": b"text/plain" + b"".join(b";p%x=1" % number for number in range(4000)),
    "nested quotes": repeated(b'\\"', b'text/plain;a="'),
    "quoted commas": repeated(b'";,"', b"text/plain;a="),
    "a long type": repeated(b"x", b"text/"),
    "not UTF-8": repeated(b"\xff", b"text/plain;a="),
    "NaN": b"text/plain;q=NaN,application/openmetrics-text;version=1.0.0;q=nan",
    "a large weight": b"application/openmetrics-text;version=1.0.0;q=1e999",
    "small weights": b"text/plain;q=1e-999,application/openmetrics-text;q=-1e999,*/*;q=-0",
    "strange weights": b"text/plain;q=,*/*;q=0x1p-3,a/b;q=Infinity;q=\xc2\xbd,text/plain;q=1;q=0",
    "no version there is": b"application/openmetrics-text;version=99.0,text/plain;version=1.0.0.0.0",
    "no escaping there is": b"text/plain;version=0.0.4;escaping=\"rot13\\\"\\\\\";escaping=",
    "wildcards refused": b"*/*;q=0,text/*;q=0,application/*;q=0",
    "empty elements": b",,;,/,*/,/*,;q=1, ,\t,",
    "injection": b"text/plain;escaping=x%0d%0aSet-Cookie:a=b",
    "a wildcard type": b"*/plain;q=1,text/*/*,*",
}
TYPES = ("text/plain; version=0.0.4", "application/openmetrics-text; version=", "application/vnd.google.protobuf; ")
TARGETS = {
    "metrics": (b"GET", b"/metrics", b""),
    "readyz": (b"GET", b"/readyz?verbose", b""),
    "pipelines": (b"GET", b"/v1/pipelines", b""),
    "a generation": (b"POST", b"/v1/pipelines/short/generations", b"{}"),
}
SHORT = "name: short\nsteps:\n  - {id: a, kind: transform, template: Hello}\nresult: steps.a\n"


def ask_all(client):
    """Every hostile Accept of every target, each answered as one that means something; how many were answered."""
    answered = 0
    for name, accept in HOSTILE_ACCEPTS.items():
        for place, (method, target, body) in TARGETS.items():
            fields = [b"Accept: " + accept, b"Content-Type: application/json"]
            response, content = client.ask(*fields, target=target, method=method, body=body)
            assert response.status in (200, 406), (name, place, response.status, content[:200])
            assert response.getheader("Set-Cookie") is None
            if place == "metrics":
                # A scrape that cannot be read says more than one that was refused.
                assert response.status == 200 and response.getheader("Content-Type").startswith(TYPES), name
            if place == "readyz":
                assert response.status == 200, name
            if place == "a generation" and response.status == 200:
                assert b"generation_complete" in content or b"Hello" in content, (name, content[:200])
            answered += 1
    return answered


def test_no_accept_breaks_anything(start, configuration, tmp_path):
    folder = tmp_path / "pipelines"
    folder.mkdir()
    (folder / "short.yaml").write_text(SHORT)
    (folder / "content.yaml").write_text(
        "name: content\nroutes:\n  - {path: /run/stream, answer: stream}\n"
        "steps:\n  - {id: a, kind: model, models: [simulator/x], prompt: Hi, timeouts: {total: 10m}}\n"
    )
    server = start("--config", configuration(STREAMING), "--pipelines", folder)
    long = sum(len(accept) > 4096 for accept in HOSTILE_ACCEPTS.values())
    rounds = 8
    with streaming(server), connection(server) as client:
        # What is allocated once, and kept.
        for _ in range(2):
            ask_all(client)
        memory, files = resident_megabytes(server), descriptors(server)
        before = hits(server, "accept"), server.metric("penstock_metrics_scrapes_total", outcome="complete")
        answered = sum(ask_all(client) for _ in range(rounds))
        assert answered == rounds * len(HOSTILE_ACCEPTS) * len(TARGETS)
        assert resident_megabytes(server) < memory + 16
        assert descriptors(server) == files
        # Each of this test's own scrapes is counted as well.
        scraped = server.metric("penstock_metrics_scrapes_total", outcome="complete") - before[1]
        assert rounds * len(HOSTILE_ACCEPTS) <= scraped <= rounds * len(HOSTILE_ACCEPTS) + 2
        assert hits(server, "accept") - before[0] == rounds * long * len(TARGETS)
    assert server.metric("penstock_streams_ended_total", reason="server_error") == 0


# MARK: Growth


def test_requests_with_long_ids_leave_nothing_behind(start, configuration):
    server = start("--config", configuration(STREAMING))
    request = b"GET /v1/pipelines HTTP/1.1\r\nHost: x\r\nX-Request-ID: " + b"a" * 20_480 + b"\r\n\r\n"

    def ask(times):
        with socket.create_connection(server.endpoint, timeout=20) as client:
            for _ in range(times):
                client.sendall(request)
                response = http.client.HTTPResponse(client)
                response.begin()
                response.read()
                assert response.status == 200

    with streaming(server):
        ask(300)
        memory, files = resident_megabytes(server), descriptors(server)
        for _ in range(4):
            ask(500)
        # Were each id kept, it would be 40 MB.
        assert resident_megabytes(server) < memory + 16
        wait_until(lambda: descriptors(server) <= files)
        assert hits(server, "request_id") == 2300
