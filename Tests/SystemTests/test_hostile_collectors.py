"""Collectors that are away, slow or answer nonsense: generations run on, nothing grows, and log and counters tell."""

import contextlib
import pathlib
import re
import signal
import socket
import struct
import threading

import httpx
import pytest

from conftest import free_port, wait_until

SPANS_MAX = 8192
BATCH_MAX = 512


class Collector:
    """Accepts on loopback, reads each request whole, and lets `answer` do what it wants with the connection."""

    def __init__(self, answer, reads=True):
        self.answer = answer
        self.reads = reads
        self.is_over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.clients = []
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                self.clients.append(client)
                self.threads.append(threading.Thread(target=self._serve, args=(client,)))
                self.threads[-1].start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            while not self.is_over.is_set():
                if self.reads and not self._read(client):
                    break
                if not self.answer(self, client):
                    break

    @staticmethod
    def _read(client):
        """The next request, to its end; false if there is none."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = client.recv(65536)
            if not piece:
                return False
            data += piece
        head, body = data.split(b"\r\n\r\n", 1)
        missing = int(re.search(rb"(?i)content-length: (\d+)", head)[1]) - len(body)
        while missing > 0 and (piece := client.recv(missing)):
            missing -= len(piece)
        return missing <= 0

    def stop(self):
        self.is_over.set()
        # What waits to accept or to read is woken by it.
        for one in [self.listener, *self.clients]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def collect():
    """Starts collectors that end after the servers that ask them."""
    running = []

    def collect(answer, **options):
        running.append(Collector(answer, **options))
        return running[-1]

    yield collect
    for one in running:
        one.stop()


def says(*pieces, keeps=False):
    """Sends this, and closes the connection unless it `keeps` it."""

    def answer(collector, client):
        for piece in pieces:
            client.sendall(piece)
        return keeps

    return answer


def status(line, *fields, body=b""):
    lines = [b"HTTP/1.1 " + line, b"Content-Length: %d" % len(body), *fields]
    return says(b"\r\n".join(lines) + b"\r\n\r\n" + body, keeps=True)


def goes_on(beginning, piece, pause):
    """Sends a beginning, and then the piece again and again for as long as it is read."""

    def answer(collector, client):
        client.sendall(beginning)
        while not collector.is_over.wait(pause):
            client.sendall(piece)

    return answer


def silent(collector, client):
    collector.is_over.wait()


def resets(collector, client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HUGE = b"99999999999999999999"

# What it answers, what becomes of a batch, and what the log says.
NONSENSE = {
    "bytes that are no HTTP": (says(b"\x16\x03\x01\x02\0\1\0\1\xfc\x03\x03" * 20), "rejected", "protocol: "),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.2p1\r\n"), "rejected", "protocol: "),
    "terminal escapes": (says(b"HTTP/1.1 200 OK\r\n\x1b[2J\r\n\n\x1b]0;x\x07\r\n\r\n"), None, None),
    "nothing, and closes": (says(b""), "retried", "cut: "),
    "a reset": (resets, "retried", "cut: "),
    "half a head": (says(b"HTTP/1.1 200 OK\r\nContent-Le"), "retried", "cut: "),
    "half a body": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}"), "retried", "cut: "),
    "a web page": (status(b"200 OK", b"Content-Type: text/html", body=b"<h1>Hi</h1>"), "rejected", "status 200 with a web page"),
    "protobuf that is none": (
        status(b"200 OK", b"Content-Type: application/x-protobuf", body=b"garbage"), "rejected", "status 200 with what is no answer"
    ),
    "status 400": (status(b"400 Bad Request", body=b"\x08\x03\x12\x02no"), "rejected", "status 400"),
    "status 500": (status(b"500 Internal Server Error"), "rejected", "status 500"),
    "a status of its own": (status(b"999 What"), "rejected", "protocol: "),
    "503, come back never": (status(b"503 No", b"Retry-After: " + HUGE), "retried", "status 503"),
    "429, come back in the past": (status(b"429 No", b"Retry-After: -1"), "retried", "status 429"),
    "502, come back at a date": (status(b"502 No", b"Retry-After: Wed, 21 Oct 2099 07:28:00 GMT"), "retried", "status 502"),
    "a redirect to itself": (status(b"307 Over there", b"Location: /v1/traces"), "rejected", "status 307"),
    "a redirect elsewhere": (status(b"301 Moved", b"Location: file:///etc/passwd"), "rejected", "status 301"),
    "chunks without a size": (says(CHUNKED + b"zz\r\nhello\r\n"), "rejected", "protocol: "),
    "a chunk too large to be": (says(CHUNKED + b"f" * 40 + b"\r\nhello\r\n"), None, None),
    "an endless body": (goes_on(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n", 0), "rejected", "too_large: "),
    "an endless head": (goes_on(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"x" * 4000 + b"\r\n", 0), "rejected", "too_large: "),
    "a bomb of lengths": (says(b"HTTP/1.1 200 OK\r\nContent-Length: " + HUGE + b"\r\n\r\n"), "rejected", "protocol: "),
    "two lengths": (
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"), "rejected", "protocol: "
    ),
    "only interim answers": (goes_on(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0), None, None),
}


def generate(server):
    answer = httpx.post(server.url + "/run/stream", json={"topic": "rivers"}, timeout=60)
    assert "event: complete" in answer.text


def serve(start, fast, port):
    endpoint = f"http://127.0.0.1:{port}/v1/traces"
    return start("--config", fast, "--trace-endpoint", endpoint, "--drain-delay", "0s", "--drain-timeout", "2s")


def failed_exports(server, outcome=None):
    outcomes = [outcome] if outcome else ["rejected", "retried", "failed"]
    return sum(server.metric("penstock_trace_exports_total", outcome=one) for one in outcomes)


def warnings(server):
    return [line for line in server.lines if line["event"] == "spans cannot be exported"]


def check_that_it_ends(server):
    """It drains and ends although spans wait: a batch would be tried for more than a minute."""
    server.signal(signal.SIGTERM)
    assert server.wait(seconds=20) == 0
    assert server.wait_for_line("stopped")


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_counted_and_disturbs_nobody(start, fast, collect, name):
    answer, outcome, reason = NONSENSE[name]
    collector = collect(answer)
    server = serve(start, fast, collector.port)
    generate(server)
    wait_until(lambda: failed_exports(server, outcome) >= 1, explain=lambda: str(server.lines))
    generate(server)
    assert server.metric("penstock_trace_spans_exported_total") == 0
    assert server.metric("penstock_generations_total", outcome="complete") == 2
    wait_until(lambda: warnings(server))
    [warning] = warnings(server)
    assert warning["level"] == "warning"
    assert warning["collector"] == f"127.0.0.1:{collector.port}"
    assert warning["reason"].startswith(reason or "")
    assert warning["reason"].isprintable()
    if outcome == "rejected":
        assert server.metric("penstock_trace_spans_dropped_total") >= 8
    check_that_it_ends(server)


def test_a_collector_that_is_away_is_told_of_once_and_again_when_it_is_back(start, fast, collect):
    port = free_port()
    server = serve(start, fast, port)
    generate(server)
    wait_until(lambda: failed_exports(server, "retried") >= 2)
    [warning] = warnings(server)
    assert warning["reason"].startswith("connection: ")
    assert server.metric("penstock_trace_spans_dropped_total") == 0
    check_that_it_ends(server)

    is_well = threading.Event()

    def answer(collector, client):
        line = b"200 OK" if is_well.is_set() else b"503 Later\r\nRetry-After: 0"
        return status(line)(collector, client)

    server = serve(start, fast, collect(answer).port)
    generate(server)
    wait_until(lambda: warnings(server))
    is_well.set()
    assert server.wait_for_line("spans are exported again")["failed_for_ms"] >= 0
    wait_until(lambda: server.metric("penstock_trace_spans_exported_total") == 8)
    assert len(warnings(server)) == 1
    assert server.metric("penstock_trace_spans_dropped_total") == 0


def test_slow_collectors_are_given_up(start, fast, collect):
    """All at a time, since each takes the ten seconds that a collector has."""
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    slow = [
        collect(silent), collect(silent, reads=False), collect(goes_on(b"", b"H", 0.3)),
        collect(goes_on(ok[:-2], b"X: y\r\n", 0.3)), collect(goes_on(ok, b"x", 0.3)),
    ]
    servers = [serve(start, fast, collector.port) for collector in slow]
    for server in servers:
        generate(server)
    for server in servers:
        wait_until(lambda: failed_exports(server) >= 1, 60, lambda: str(server.lines))
        wait_until(lambda: warnings(server))
        generate(server)
        assert server.metric("penstock_trace_spans_exported_total") == 0
    for server in servers:
        check_that_it_ends(server)


def ask(server, times):
    """So many requests, each with a span of its own."""
    request = b"GET /v1/pipelines HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(server.endpoint, timeout=60) as client:
        for _ in range(times // 100):
            client.sendall(request * 100)
            received = b""
            while received.count(b"HTTP/1.1 200") < 100 or not received.endswith(b"}\n"):
                received += client.recv(1 << 20)


def resident_megabytes(server):
    text = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) / 1024


def test_spans_that_nobody_takes_are_bounded(start, fast, collect):
    server = serve(start, fast, collect(silent).port)
    dropped = "penstock_trace_spans_dropped_total"
    ask(server, 12_000)
    # What waits in the queue, and the batch that is under way.
    kept = SPANS_MAX + BATCH_MAX
    assert 12_000 - kept <= server.metric(dropped) <= 12_000
    memory, before = resident_megabytes(server), server.metric(dropped)
    ask(server, 30_000)
    generate(server)
    # The queue is full: what comes in, goes out. Each of these spans takes some hundred bytes.
    assert 30_000 - BATCH_MAX <= server.metric(dropped) - before <= 30_008 + BATCH_MAX
    assert resident_megabytes(server) < memory + 8
    check_that_it_ends(server)
