"""What the log says, to whom, and what it never says."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import threading

import httpx
import pytest

from conftest import BINARY, free_port, wait_until

JOURNAL = pathlib.Path("/run/systemd/journal/socket")


def entry_of(datagram):
    """One entry in the journal's native protocol (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/)."""
    fields = []
    while datagram:
        line, datagram = datagram.split(b"\n", 1)
        name, equals, value = line.partition(b"=")
        if not equals:
            (length,) = struct.unpack("<Q", datagram[:8])
            value, datagram = datagram[8 : 8 + length], datagram[8 + length :]
            assert datagram.startswith(b"\n")
            datagram = datagram[1:]
        fields.append((name.decode(), value.decode()))
    assert len(dict(fields)) == len(fields)
    return dict(fields)


@pytest.fixture
def journal():
    """Collects what is sent to the journal of a machine that has none."""
    if JOURNAL.exists():
        pytest.skip("this machine has a journal of its own")
    made = [folder for folder in (JOURNAL.parent.parent, JOURNAL.parent) if not folder.exists()]
    try:
        JOURNAL.parent.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        pytest.skip("the journal's place can only be taken by root")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(JOURNAL))
    listener.settimeout(0.1)
    entries = []
    is_over = threading.Event()

    def listen():
        while not is_over.is_set():
            with contextlib.suppress(TimeoutError):
                datagram, ancillary, _, _ = socket.recv_fds(listener, 1 << 20, 1)
                # An entry that is too large for a datagram comes as a sealed file.
                for descriptor in ancillary:
                    with os.fdopen(descriptor, "rb") as file:
                        file.seek(0)
                        datagram = file.read()
                entries.append(entry_of(datagram))

    thread = threading.Thread(target=listen)
    thread.start()
    yield entries
    is_over.set()
    thread.join()
    listener.close()
    JOURNAL.unlink(missing_ok=True)
    for folder in reversed(made):
        folder.rmdir()


def is_ready(url):
    try:
        return httpx.get(url + "/readyz").status_code == 200
    except httpx.TransportError:
        return False


@contextlib.contextmanager
def serving(configuration, *arguments, connected=True):
    """A server whose standard output the service manager has connected to the journal, if it is `connected`."""
    reader, writer = os.pipe()
    status = os.fstat(writer)
    stream = f"{status.st_dev}:{status.st_ino + (not connected)}"
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [str(BINARY), "serve", "--listen", address, "--config", str(configuration), "--drain-delay", "0s", *arguments],
        stdout=writer,
        env={**os.environ, "JOURNAL_STREAM": stream},
    )
    os.close(writer)
    url = f"http://{address}"
    output = []
    collector = threading.Thread(target=lambda: output.extend(os.fdopen(reader, "rb").read().splitlines()))
    collector.start()
    try:
        wait_until(lambda: is_ready(url))
        yield url, output
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        collector.join()


def test_the_journal_gets_fields(journal, fast):
    with serving(fast) as (url, output):
        answer = httpx.post(url + "/run/stream", json={"topic": "rivers"})
        httpx.get(url + "/%0aPRIORITY=0%0a", headers={"X-Request-ID": "one-of-mine"})
        wait_until(lambda: sum(entry["EVENT"] == "request" for entry in journal) == 2)
    assert output == []
    by_event = {entry["EVENT"]: entry for entry in reversed(journal)}
    assert {"ready", "generation", "request", "draining", "stopped"} <= set(by_event)
    generation, request = by_event["generation"], by_event["request"]
    assert generation["REQUEST_ID"] == request["REQUEST_ID"] == answer.headers["x-request-id"]
    assert generation["GENERATION"] == request["GENERATION"]
    assert (generation["OUTCOME"], generation["PIPELINE"]) == ("complete", "content")
    assert generation["STEPS_MS"].startswith("load_prompts:") and int(generation["OUTPUT_TOKENS"]) > 0
    assert (request["STATUS"], request["ENDING"], request["PIPELINE"]) == ("200", "complete", "content")
    for entry in journal:
        assert entry["SYSLOG_IDENTIFIER"] == "penstock"
        assert entry["PRIORITY"] == "6"
        assert entry["MESSAGE"].startswith(entry["EVENT"]) and "\n" not in entry["MESSAGE"]
        assert "CODE_FILE" not in entry
    [strange] = [entry for entry in journal if entry.get("REQUEST_ID") == "one-of-mine"]
    assert strange["PATH"] in ("/%0aPRIORITY=0%0a", "/\nPRIORITY=0\n")


def test_a_long_line_reaches_the_journal_whole(journal, fast):
    with serving(fast) as (url, _):
        path = "/" + "x" * 7000
        httpx.get(url + path)
        wait_until(lambda: any(entry.get("PATH") == path for entry in journal))


def test_standard_output_that_is_not_the_journals_gets_json(journal, fast):
    with serving(fast, connected=False) as (url, output):
        httpx.get(url + "/v1/pipelines")
    assert "request" in [json.loads(line)["event"] for line in output]
    assert journal == []


def test_the_setting_wins(journal, fast):
    with serving(fast, "--log-format", "journal", connected=False) as (url, output):
        httpx.get(url + "/v1/pipelines")
    assert output == [] and "request" in [entry["EVENT"] for entry in journal]
    journal.clear()
    with serving(fast, "--log-format", "text") as (url, output):
        httpx.get(url + "/v1/pipelines")
    assert any(b" INFO request " in line for line in output) and journal == []


def test_without_a_journal_its_lines_go_to_standard_output(fast):
    if JOURNAL.exists():
        pytest.skip("this machine has a journal of its own")
    with serving(fast, "--log-format", "journal") as (url, output):
        httpx.get(url + "/v1/pipelines")
    assert output[0].startswith(b"<6>ready version=")
    assert any(line.startswith(b"<6>request request_id=") for line in output)


def test_a_request_names_its_own_pipeline_and_no_other(start, fast):
    server = start("--config", fast)
    with httpx.Client() as client:
        client.post(server.url + "/run/stream", json={"topic": "rivers"})
        client.get(server.url + "/v1/pipelines")
        client.post(server.url + "/run/stream", json={})
    wait_until(lambda: sum(line["event"] == "request" for line in server.lines) == 3)
    [generation] = [line for line in server.lines if line["event"] == "generation"]
    begun, listed, refused = [line for line in server.lines if line["event"] == "request"]
    assert (begun["pipeline"], begun["generation"]) == ("content", generation["generation"])
    assert "pipeline" not in listed and "generation" not in listed
    assert refused["pipeline"] == "content" and "generation" not in refused


SECRET = "hunter2-swordfish"


def test_secrets_are_never_logged(start, configuration):
    server = start(
        "--log-level", "debug", "--config",
        configuration(
            "providers:\n  simulator:\n    {api: simulator, first_token: 1ms, tokens_per_second: 0, output_tokens: 60,"
            " failures: {error: 0.2, cut: 0.2, invalid_json: 0.2, rate_limit: 0.2}}\n"
        ),
    )
    headers = {"Authorization": f"Bearer {SECRET}", "Cookie": f"session={SECRET}", "X-Api-Key": SECRET}
    with httpx.Client(headers=headers) as client:
        for number in range(30):
            body = {"topic": f"{SECRET} {number}", "requirements": SECRET}
            client.post(server.url + f"/run/stream?key={SECRET}", json=body)
        client.post(server.url + "/run", json={"topic": 1, SECRET: SECRET})
        client.post(server.url + "/run", content=SECRET)
        client.get(server.url + f"/v1/pipelines?token={SECRET}")
        # No id that would do, so it is replaced.
        client.get(server.url + "/v1/pipelines", headers={"X-Request-ID": f"{SECRET}/{SECRET}"})
    wait_until(lambda: sum(line["event"] == "request" for line in server.lines) == 34)
    failed = [line for line in server.lines if line.get("outcome") == "error"]
    assert failed and all(line["error_type"] and line["failed_step"] for line in failed)
    settings = configuration(f'trace_endpoint: "http://u:{SECRET}@h:4318/v1/traces"\n')
    server.signal(signal.SIGHUP)
    refused = server.wait_for_line("reload failed; what was read before stays")
    assert "penstock.yaml:1:17: this is no collector's address" in refused["fault"]
    checked = subprocess.run([str(BINARY), "check", "--config", str(settings)], capture_output=True, text=True, timeout=30)
    assert checked.returncode != 0 and "collector's address" in checked.stderr
    assert SECRET not in checked.stdout + checked.stderr
    assert not [line for line in server.lines if SECRET in json.dumps(line)]


def test_lines_that_nobody_reads_are_dropped_and_counted(fast):
    reader, writer = os.pipe()
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [str(BINARY), "serve", "--listen", address, "--config", str(fast), "--log-format", "json",
         "--drain-delay", "0s", "--drain-timeout", "1s"],
        stdout=writer,
    )
    os.close(writer)
    try:
        path = "/" + "x" * 7000
        wait_until(lambda: is_ready(f"http://{address}"))
        with httpx.Client() as client:
            for _ in range(1000):
                assert client.get(f"http://{address}{path}").status_code == 404
            text = client.get(f"http://{address}/metrics").text
        [dropped] = [line for line in text.splitlines() if line.startswith("penstock_log_lines_dropped_total ")]
        # 4 MiB wait in the queue, and a pipe holds some more.
        assert 200 < float(dropped.split()[1]) < 500
        # Nor does whoever does not read keep the server from ending.
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(reader)
