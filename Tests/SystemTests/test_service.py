"""How the server starts, reloads and stops, and what it tells the service manager meanwhile."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time

import httpx

from conftest import BINARY, ROOT, free_port, wait_until

SLOW = "providers:\n  simulator: {api: simulator, first_token: 50ms, tokens_per_second: 20, output_tokens: 80}\n"


@contextlib.contextmanager
def service_manager():
    """Collects what a server tells it."""
    with tempfile.TemporaryDirectory() as folder:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.bind(folder + "/notify")
        listener.settimeout(0.1)
        heard = []
        is_over = threading.Event()

        def listen():
            while not is_over.is_set():
                with contextlib.suppress(TimeoutError):
                    heard.append(listener.recv(4096).decode())

        thread = threading.Thread(target=listen)
        thread.start()
        yield {"NOTIFY_SOCKET": folder + "/notify"}, heard
        is_over.set()
        thread.join()
        listener.close()


def stream_in_background(server, results):
    def read():
        with httpx.stream("POST", server.url + "/run/stream", json={"topic": "x"}, timeout=60) as response:
            results.append("".join(response.iter_text()))

    thread = threading.Thread(target=read)
    thread.start()
    return thread


def test_the_manager_hears_of_readiness_reload_and_stop(start, fast):
    with service_manager() as (environment, heard):
        server = start("--config", fast, "--drain-delay", "0s", environment=environment)
        wait_until(lambda: heard)
        assert heard[0].startswith("READY=1\nSTATUS=Serving on 127.0.0.1:")
        server.signal(signal.SIGHUP)
        wait_until(lambda: len(heard) >= 3)
        assert heard[1].startswith("RELOADING=1\nMONOTONIC_USEC=")
        assert heard[2] == "READY=1\nSTATUS=Reloaded"
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
        wait_until(lambda: any(message.startswith("STOPPING=1") for message in heard))
        assert any(message.startswith("EXTEND_TIMEOUT_USEC=") for message in heard)


def test_the_watchdog_is_fed_while_the_loops_turn(start, fast):
    with service_manager() as (environment, heard):
        environment["WATCHDOG_USEC"] = "400000"
        server = start("--config", fast, environment=environment)
        wait_until(lambda: heard.count("WATCHDOG=1") >= 3)
        # A process that is stopped turns no loop and pings nobody; afterwards it looks again.
        server.signal(signal.SIGSTOP)
        time.sleep(0.2)
        before = heard.count("WATCHDOG=1")
        time.sleep(1)
        assert heard.count("WATCHDOG=1") == before
        server.signal(signal.SIGCONT)
        wait_until(lambda: heard.count("WATCHDOG=1") > before)


def test_sigterm_drains_in_order(start, configuration):
    server = start("--config", configuration(SLOW), "--drain-delay", "1s", "--drain-timeout", "20s")
    results = []
    thread = stream_in_background(server, results)
    wait_until(lambda: server.metric("penstock_streams_active") == 1)
    server.signal(signal.SIGTERM)
    wait_until(lambda: httpx.get(server.url + "/readyz").status_code == 503)
    assert httpx.get(server.url + "/livez").status_code == 200
    assert "shutdown failed" in httpx.get(server.url + "/readyz?verbose").text
    # Still accepting: load balancers have not noticed yet.
    late = httpx.post(server.url + "/run/stream", json={})
    assert late.status_code == 422 and late.headers["connection"] == "close"
    wait_until(lambda: httpx.post(server.url + "/run/stream", json={}).status_code == 503)
    refused = httpx.post(server.url + "/run/stream", json={"topic": "x"})
    assert 1 <= int(refused.headers["retry-after"]) <= 5
    thread.join()
    assert "event: complete" in results[0]
    assert server.wait() == 0
    assert server.wait_for_line("stopped")


def test_streams_that_outlast_the_drain_are_told_when_to_come_back(start, configuration):
    server = start("--config", configuration(SLOW), "--drain-delay", "0s", "--drain-timeout", "300ms")
    lines = []

    def read():
        url = server.url + "/run/stream?dialect=penstock"
        with httpx.stream("POST", url, json={"topic": "x"}, timeout=60) as response:
            lines.extend(response.iter_lines())

    thread = threading.Thread(target=read)
    thread.start()
    wait_until(lambda: server.metric("penstock_streams_active") == 1)
    server.signal(signal.SIGTERM)
    thread.join()
    assert "event: shutdown" in lines
    assert any(line.startswith("retry: ") for line in lines)
    assert server.wait() == 0
    generation = server.wait_for_line("generation")
    assert generation["outcome"] == "cancelled"
    assert server.wait_for_line("request")["ending"] == "server_shutdown"


def test_more_generations_than_may_run_are_refused(start, configuration):
    pipelines = ROOT / "Tests" / "Benchmarks" / "pipelines"
    server = start("--config", configuration(SLOW), "--pipelines", pipelines, "--max-generations", "1")
    url = server.url + "/v1/pipelines/flood/generations"
    with httpx.stream("POST", url, json={}, timeout=60) as response:
        lines = response.iter_lines()
        assert next(lines)
        refused = httpx.post(url, json={})
        assert refused.status_code == 503
        assert "as many generations as it may" in refused.json()["detail"]
        assert 1 <= int(refused.headers["retry-after"]) <= 5
    # The reader's leaving ends its generation, and gives its place back.
    wait_until(lambda: server.metric("penstock_generations_active") == 0)
    assert "event: generation_complete" in httpx.post(url, json={}, timeout=60).text
    assert server.metric("penstock_admission_rejections_total", reason="generations") == 1
    assert server.metric("penstock_stream_connects_total", outcome="failed", reason="overloaded") == 1
    assert server.metric("penstock_abandonments_total", step="text") == 1


def test_a_second_sigterm_ends_at_once(start, configuration):
    server = start("--config", configuration(SLOW), "--drain-delay", "60s")
    server.signal(signal.SIGTERM)
    server.wait_for_line("draining")
    began = time.monotonic()
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    assert time.monotonic() - began < 30


def test_a_reload_drops_no_stream_and_mistakes_change_nothing(start, configuration, tmp_path):
    folder = tmp_path / "pipelines"
    folder.mkdir()
    one = "name: one\nsteps:\n  - {id: a, kind: model, models: [simulator/x], prompt: Hello}\n"
    (folder / "one.yaml").write_text(one)
    server = start("--config", configuration(SLOW), "--pipelines", folder)
    results = []

    def read():
        with httpx.stream("POST", server.url + "/v1/pipelines/one/generations", json={}, timeout=60) as response:
            results.append("".join(response.iter_text()))

    thread = threading.Thread(target=read)
    thread.start()
    wait_until(lambda: server.metric("penstock_streams_active") == 1)
    (folder / "one.yaml").write_text(one.replace("name: one", "name: two"))
    server.signal(signal.SIGHUP)
    server.wait_for_line("reloaded")
    wait_until(lambda: httpx.get(server.url + "/v1/pipelines/two").status_code == 200)
    assert httpx.get(server.url + "/v1/pipelines/one").status_code == 404
    assert server.metric("penstock_generations_total", pipeline="two") == 0
    assert server.metric("penstock_reloads_total", outcome="applied") == 1
    (folder / "one.yaml").write_text(one.replace("prompt", "promt"))
    server.signal(signal.SIGHUP)
    fault = server.wait_for_line("reload failed; what was read before stays")["fault"]
    assert 'one.yaml:3:49: unknown key "promt"; did you mean "prompt"?' in fault
    assert httpx.get(server.url + "/v1/pipelines/two").status_code == 200
    assert server.metric("penstock_reloads_total", outcome="refused") == 1
    assert server.metric("penstock_config_last_reload_successful") == 0
    (folder / "one.yaml").write_text(one)
    server.signal(signal.SIGHUP)
    wait_until(lambda: server.metric("penstock_config_last_reload_successful") == 1)
    assert server.metric("penstock_reloads_total") == 3
    thread.join()
    assert "event: generation_complete" in results[0]
    # Removed pipelines keep their series.
    assert server.metric("penstock_generations_total", pipeline="one", outcome="complete") == 1


def test_unix_sockets_and_the_admin_listener(start, fast, tmp_path):
    path = tmp_path / "penstock.sock"
    port = free_port()
    server = start("--config", fast, "--listen", f"unix:{path}", "--admin", f"127.0.0.1:{port}")
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path))) as client:
        assert client.get("http://penstock/livez").text == "ok\n"
        assert client.post("http://penstock/run", json={"topic": "x"}).json()["success"] is True
    other = f"http://127.0.0.1:{port}"
    assert httpx.get(other + "/metrics").status_code == 200
    assert httpx.get(other + "/readyz").status_code == 200
    assert httpx.get(other + "/v1/pipelines").status_code == 404
    server.stop()
    assert not path.exists()


def test_inherited_sockets_take_the_place_of_the_configured(fast):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    port = listener.getsockname()[1]
    # What sd_listen_fds(3) specifies: descriptors from 3 on, and the process's own id.
    script = 'exec env LISTEN_FDS=1 LISTEN_FDNAMES=http LISTEN_PID=$$ "$@"'
    command = ["sh", "-c", script, "sh", str(BINARY), "serve", "--config", str(fast)]
    with open(os.devnull) as nothing:
        process = subprocess.Popen(
            command,
            stdin=nothing,
            stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.dup2(listener.fileno(), 3, inheritable=True),
            close_fds=False,
        )
    try:
        wait_until(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200)
    finally:
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        listener.close()


def test_probes_can_be_kept_off_the_main_listener_and_a_drain_can_say_more(start, configuration, tmp_path):
    port = free_port()
    server = start(
        "--config", configuration(SLOW), "--admin", f"127.0.0.1:{port}", "--admin-only", "--drain-envoy",
        "--drain-status", "404", "--drain-delay", "20s",
    )
    other = f"http://127.0.0.1:{port}"
    for path in ("/livez", "/readyz", "/healthz", "/metrics"):
        assert httpx.get(server.url + path).status_code == 404
        assert httpx.get(other + path).status_code == 200
    health = httpx.get(other + "/readyz", headers={"Accept": "application/health+json"})
    assert health.headers["content-type"] == "application/health+json"
    assert health.json()["status"] == "pass" and "lag" in health.json()["checks"]
    assert httpx.head(other + "/readyz").status_code == 200
    assert "there are: configuration, listeners" in httpx.get(other + "/readyz/x").json()["detail"]
    envoy = "x-envoy-immediate-health-check-fail"
    assert envoy not in httpx.get(server.url + "/v1/pipelines").headers
    server.signal(signal.SIGTERM)
    wait_until(lambda: httpx.get(other + "/readyz").status_code == 404)
    assert httpx.get(other + "/livez").status_code == 200
    assert httpx.get(other + "/readyz/shutdown").status_code == 404
    assert httpx.get(server.url + "/v1/pipelines").headers[envoy] == "true"
    assert "\npenstock_ready 0\n" in httpx.get(other + "/metrics").text


def test_a_full_server_says_so(start, configuration):
    pipelines = ROOT / "Tests" / "Benchmarks" / "pipelines"
    server = start("--config", configuration(SLOW), "--pipelines", pipelines, "--max-generations", "1")
    with httpx.stream("POST", server.url + "/v1/pipelines/flood/generations", json={}, timeout=60) as response:
        lines = response.iter_lines()
        assert next(lines)
        assert httpx.get(server.url + "/readyz").status_code == 503
        assert httpx.get(server.url + "/readyz/generations").status_code == 503
        assert httpx.get(server.url + "/livez").status_code == 200
    wait_until(lambda: httpx.get(server.url + "/readyz").status_code == 200)


def test_a_data_directory_that_is_lost_makes_a_server_unready_and_does_not_end_it(start, fast, tmp_path):
    data = tmp_path / "data"
    server = start("--config", fast, "--data", data)
    assert httpx.get(server.url + "/readyz/storage").status_code == 200
    data.rename(tmp_path / "elsewhere")
    wait_until(lambda: httpx.get(server.url + "/readyz").status_code == 503)
    verbose = httpx.get(server.url + "/readyz?verbose").text
    assert "[-]storage failed: the data directory cannot be written to: No such file or directory\n" in verbose
    assert str(data) not in verbose
    assert httpx.get(server.url + "/livez").status_code == 200
    assert server.metric("penstock_ready") == 0
    (tmp_path / "elsewhere").rename(data)
    wait_until(lambda: httpx.get(server.url + "/readyz").status_code == 200)


def test_a_reload_decides_whether_there_is_a_provider_to_ask(start, configuration):
    dead = "{api: simulator, failures: {error: 1}}"
    server = start("--config", configuration(f"providers: {{simulator: {dead}}}\n"))
    assert "[-]providers failed: simulator: every call fails" in httpx.get(server.url + "/readyz?verbose").text
    assert httpx.get(server.url + "/readyz").status_code == 503
    assert httpx.get(server.url + "/livez").status_code == 200
    configuration(f"providers: {{simulator: {{api: simulator}}, spare: {dead}}}\n")
    server.signal(signal.SIGHUP)
    wait_until(lambda: httpx.get(server.url + "/readyz").status_code == 200)
    assert "[!]providers warning: spare: every call fails" in httpx.get(server.url + "/readyz?verbose").text
