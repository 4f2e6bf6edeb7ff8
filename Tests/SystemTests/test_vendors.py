"""Vendors over HTTP, with every failure of theirs that Penstock knows, asked by the real server."""

import contextlib
import json
import os
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from conftest import BINARY, free_port, wait_until
from vendor import FAULTS, Vendor

# What each failure is called, and None where the answer comes through.
TYPES = {
    "400": "provider_refused_request",
    "401": "provider_auth",
    "401-echo": "provider_auth",
    "403": "provider_auth",
    "404": "provider_refused_request",
    "408": "provider_server_error",
    "429": "provider_rate_limited",
    "429-seconds": "provider_rate_limited",
    "429-milliseconds": "provider_rate_limited",
    "429-date": "provider_rate_limited",
    "429-body": "provider_rate_limited",
    "quota": "provider_auth",
    "500": "provider_server_error",
    "503": "provider_overloaded",
    "529": "provider_overloaded",
    "html": "provider_protocol",
    "html-502": "provider_server_error",
    "stall-before-head": "timeout_first_token",
    "stall-in-head": "timeout_first_token",
    "stall-in-body": "timeout_idle",
    "drip": "timeout_first_token",
    "reset": "provider_truncated",
    "reset-before-head": "provider_connection",
    "half-close": "provider_truncated",
    "garbage": "provider_protocol",
    "garbage-in-chunks": "provider_protocol",
    "wrong-length": "provider_truncated",
    "cut": "provider_truncated",
    "error-in-stream": "provider_server_error",
    "malformed-frame": None,
    "endless-line": "provider_protocol",
}
KEY = "sk-test-0123456789abcdef"


# What servers may refuse to be told, and what is given up for it.
PICKY = {
    "temperature": {"temperature"},
    "stream_options": {"stream_options"},
    "max_tokens": {"max_tokens"},
    "json_schema": {"json_schema"},
    "json_schema-json_object": {"json_schema", "json_object"},
    "json_schema-json_object-temperature-stream_options": {"json_schema", "json_object", "temperature"},
}

PICKY_PIPELINE = """
name: TITLE
steps:
  - id: only
    kind: model
    models: [vendor/MODEL]
    temperature: 0.5
    max_tokens: 99
    prompt: '{"a":1}'
    schema: {type: object, properties: {a: {type: integer}}}
"""


def picky(name):
    """The pipeline that asks such a model."""
    return f"picky-{name.replace('_', '-')}"


@pytest.fixture
def vendor():
    vendor = Vendor()
    yield vendor
    vendor.stop()


@pytest.fixture
def ask(start, configuration, tmp_path, vendor):
    """Starts a server with a pipeline for each model of the vendor; what it answers is one JSON document."""
    folder = tmp_path / "pipelines"
    folder.mkdir()
    key = tmp_path / "key"
    key.write_text(f"{KEY}\n")
    for model in ["good", *(f"fault-{name}" for name in FAULTS)]:
        # No failure takes longer than the longest of these.
        (folder / f"{model}.yaml").write_text(
            f"name: {model}\n"
            "input: {schema: {type: object}, example: {}}\n"
            "steps:\n"
            f"  - {{id: only, kind: model, models: [vendor/{model}], prompt: one two three, "
            "timeouts: {first_token: 800ms, idle: 800ms}}\n"
        )
    for name in PICKY:
        title = picky(name)
        (folder / f"{title}.yaml").write_text(PICKY_PIPELINE.replace("TITLE", title).replace("MODEL", f"picky-{name}"))
    settings = f"{{api: openai_chat, base_url: {vendor.url}, key: {{file: {key}}}, "
    settings += "max_concurrency: 200, circuit: {failures: 0}}"
    config = configuration(f"max_kept_generations: 10\nproviders:\n  vendor: {settings}\n")

    def ask(model):
        url = f"{ask.server.url}/v1/pipelines/{model}/generations"
        return httpx.post(url, json={}, headers={"Accept": "application/json"}, timeout=30)

    ask.arguments = ["--config", config, "--pipelines", folder]
    ask.key = key
    ask.server = start(*ask.arguments)
    return ask


def test_every_failure_has_its_name_and_is_counted_under_it(ask, vendor):
    assert set(TYPES) == set(FAULTS)
    with ThreadPoolExecutor(8) as pool:
        answers = dict(zip(TYPES, pool.map(lambda name: ask(f"fault-{name}"), TYPES), strict=True))
    seen = {}
    for name, answer in answers.items():
        seen[name] = answer.json()["error_type"] if answer.status_code >= 400 else None
    assert seen == TYPES
    for name, kind in TYPES.items():
        labels = {
            "provider": "vendor",
            "model": f"fault-{name}",
            "outcome": ("cancelled" if name in OURS else "error") if kind else "ok",
            "error_type": kind if kind and name not in OURS else "",
        }
        assert ask.server.metric("penstock_provider_requests_total", **labels) == 1, labels
    skipped = {"provider": "vendor", "model": "fault-malformed-frame"}
    assert ask.server.metric("penstock_provider_frames_skipped_total", **skipped) == 1


# Ended by us, because time was up.
OURS = {"stall-before-head", "stall-in-head", "stall-in-body", "drip"}


def test_what_a_server_refuses_is_given_up_and_not_tried_again(ask, vendor):
    for name, given_up in PICKY.items():
        first = len(vendor.requests)
        answer = ask(picky(name))
        assert answer.status_code == 200 and answer.json()["result"] == {"a": 1}, answer.text
        refused = len(vendor.requests) - first - 1
        assert refused >= len(given_up)
        labels = {"provider": "vendor", "model": f"picky-{name}"}
        assert ask.server.metric("penstock_provider_concessions_total", **labels) == refused
        # Who knows asks at once as the server likes it.
        first = len(vendor.requests)
        assert ask(picky(name)).status_code == 200
        assert len(vendor.requests) - first == 1
        body = vendor.requests[-1]["body"]
        for word in given_up:
            assert word not in body and body.get("response_format", {}).get("type") != word
    assert "max_completion_tokens" in vendor.requests[-1]["body"] or "max_tokens" in vendor.requests[-1]["body"]


def test_tokens_are_the_vendors_and_estimates_say_that_they_are(ask, vendor):
    for _ in range(3):
        assert ask("good").status_code == 200

    def tokens(kind):
        return ask.server.metric("penstock_tokens_total", pipeline="good", kind=kind)

    assert (tokens("input"), tokens("output")) == (vendor.tokens["input"], vendor.tokens["output"])
    assert ask.server.metric("penstock_provider_usage_estimated_total", model="good") == 0
    vendor.usage = False
    assert ask("good").status_code == 200
    assert ask.server.metric("penstock_provider_usage_estimated_total", model="good") == 1
    assert tokens("output") > vendor.tokens["output"]


def test_a_key_is_seen_by_its_vendor_only_and_a_new_one_is_used_after_a_reload(ask, vendor):
    answers = [ask("good"), ask("fault-401-echo"), ask("fault-401")]
    assert vendor.requests[0]["fields"]["authorization"] == f"Bearer {KEY}"
    shown = [answer.text for answer in answers] + [httpx.get(ask.server.url + "/metrics").text]
    shown += [httpx.get(ask.server.url + path).text for path in ("/readyz?verbose", "/v1/generations", "/v1/pipelines")]
    shown += [json.dumps(line) for line in ask.server.lines]
    assert not [text for text in shown if KEY in text]
    assert "[key]" in answers[1].text
    ask.key.write_text("sk-test-new\n")
    ask.server.signal(signal.SIGHUP)
    ask.server.wait_for_line("reloaded")
    ask("good")
    assert vendor.requests[-1]["fields"]["authorization"] == "Bearer sk-test-new"
    # A key that cannot be read changes nothing.
    ask.key.write_text("two words\n")
    ask.server.signal(signal.SIGHUP)
    fault = ask.server.wait_for_line("reload failed; what was read before stays")
    assert "is no key" in fault["fault"] and "two words" not in fault["fault"]
    ask("good")
    assert vendor.requests[-1]["fields"]["authorization"] == "Bearer sk-test-new"


def test_check_asks_each_provider_once(ask, vendor, tmp_path):
    config = tmp_path / "two.yaml"
    one = f"{{api: openai_chat, base_url: {vendor.url}}}"
    config.write_text(f"providers:\n  vendor: {one}\n  idle: {{api: simulator}}\n")
    folder = tmp_path / "one"
    folder.mkdir()

    def check(model):
        text = f"name: x\nsteps:\n  - {{id: a, kind: model, models: [vendor/{model}], prompt: hello}}\n"
        (folder / "x.yaml").write_text(text)
        command = [str(BINARY), "check", "--providers", "--config", str(config), "--pipelines", str(folder)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    asked = len(vendor.requests)
    fine = check("good")
    assert fine.returncode == 0, fine.stderr
    assert "idle: no pipeline asks it" in fine.stdout
    assert "vendor/good: answers as said-1 in " in fine.stdout
    assert len(vendor.requests) == asked + 1
    wrong = check("fault-401")
    assert wrong.returncode == 1
    assert "vendor/fault-401: provider_auth: The provider reported a failure with status 401" in wrong.stderr


def test_ten_thousand_faulty_calls_leave_nothing_behind(ask, vendor):
    """Every failure that does not wait, again and again; descriptors and memory stay where they were."""
    names = [f"fault-{name}" for name in FAULTS if name not in OURS and name != "endless-line"]
    pid = ask.server.process.pid

    def descriptors():
        return len(os.listdir(f"/proc/{pid}/fd"))

    def memory():
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def run(count):
        def one(worker):
            url = f"{ask.server.url}/v1/pipelines"
            with httpx.Client(timeout=30, headers={"Accept": "application/json"}) as client:
                for number in range(worker, count, 8):
                    client.post(f"{url}/{names[number % len(names)]}/generations", json={})

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(one, range(8)))
        wait_until(lambda: ask.server.metric("penstock_http_client_transfers_active") == 0)

    run(2_000)
    before = (descriptors(), memory())
    run(8_000)
    # Idle connections are bounded; what is left of them is not a leak.
    assert descriptors() <= before[0] + 16
    assert memory() <= before[1] * 1.1 + (16 << 20)
    total = sum(
        ask.server.metric("penstock_provider_requests_total", model=name, outcome=outcome)
        for name in names
        for outcome in ("ok", "error")
    )
    assert total == 10_000


def test_no_failure_takes_longer_than_its_timeout(ask):
    """By the server's own clock, which is what it promises: a tenth more than the timeout, and a loop's turn."""
    for name in sorted(OURS):
        ask(f"fault-{name}")
        line = next(line for line in reversed(ask.server.lines) if line["event"] == "generation")
        assert 800 <= line["duration_ms"] < 1_700, line


@pytest.fixture
def http2(tmp_path, vendor):
    """The vendor behind a server that speaks HTTP/2 only, with a certificate that only its own authority vouches for."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    port = free_port()
    process = subprocess.Popen(
        ["nghttpx", "--workers=1", "--npn-list=h2", "--conf=/dev/null", "--errorlog-file=/dev/null"]
        + [f"--frontend=127.0.0.1,{port}", f"--backend=127.0.0.1,{vendor.port}", str(key), str(certificate)]
    )

    def listens():
        with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), 1):
            return True

    wait_until(listens)
    yield f"https://127.0.0.1:{port}/v1", certificate
    process.terminate()
    process.wait(10)


def test_streams_share_a_connection_of_http2(start, configuration, tmp_path, vendor, http2):
    url, certificate = http2
    vendor.pace = 0.01
    folder = tmp_path / "pipelines"
    folder.mkdir()
    (folder / "x.yaml").write_text("name: x\nsteps: [{id: a, kind: model, models: [vendor/good], prompt: one two}]\n")

    def server(more):
        settings = f"{{api: openai_chat, base_url: '{url}', {more}}}"
        config = configuration(f"providers:\n  vendor: {settings}\n")
        return start("--loops", "1", "--config", config, "--pipelines", folder)

    def ask(server):
        url = f"{server.url}/v1/pipelines/x/generations"
        return httpx.post(url, json={}, headers={"Accept": "application/json"}, timeout=30)

    stranger = ask(server("http2: true"))
    assert stranger.json()["error_type"] == "provider_tls", stranger.text
    trusting = server(f"http2: true, authorities: {certificate}")
    assert ask(trusting).status_code == 200
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ask(trusting), range(60)))
    assert {answer.json()["result"] for answer in answers} == {"one two one two one two one two"}
    assert {request["fields"]["via"] for request in vendor.requests} == {"2 nghttpx"}
    assert trusting.metric("penstock_http_client_connections_total") <= 3
    # The server speaks nothing else.
    assert ask(server(f"authorities: {certificate}")).status_code == 502
