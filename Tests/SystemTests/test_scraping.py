"""A real Prometheus scrapes the real server in each format that it asks for by itself, and answers queries."""

import json
import pathlib
import shutil
import signal
import socket
import subprocess
import time

import httpx
import pytest


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Prometheus:
    """One on loopback that scrapes one server, five times a second."""

    def __init__(self, server, folder, *flags, scrape=""):
        self.url = f"http://127.0.0.1:{free_port()}"
        (folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
            "scrape_configs:\n"
            f"- {{job_name: penstock, {scrape}static_configs: [{{targets: ['{server.address}']}}]}}\n"
        )
        self.process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={folder}/prometheus.yml",
                f"--storage.tsdb.path={folder}/data",
                f"--web.listen-address={self.url.removeprefix('http://')}",
                *flags,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def query(self, expression):
        """The values of an instant query."""
        answer = httpx.get(f"{self.url}/api/v1/query", params={"query": expression}).json()
        assert answer["status"] == "success", answer
        return [float(result["value"][1]) for result in answer["data"]["result"] if "value" in result]

    def target(self):
        active = httpx.get(f"{self.url}/api/v1/targets").json()["data"]["activeTargets"]
        return active[0] if active else {"health": "unknown"}

    def wait_for(self, expression, expected, seconds=30):
        deadline = time.monotonic() + seconds
        found = None
        while time.monotonic() < deadline:
            try:
                found = self.query(expression)
            except (httpx.TransportError, json.JSONDecodeError):
                found = None
            if found == expected:
                return
            time.sleep(0.1)
        raise AssertionError(f"{expression} is {found}, not {expected}; the target is {self.target()}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def prometheus(tmp_path):
    running = []

    def start(server, *flags, **options):
        running.append(Prometheus(server, tmp_path, *flags, **options))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def use(server, times):
    for _ in range(times):
        httpx.post(server.url + "/run", json={"topic": "rivers"}, timeout=60).raise_for_status()


def scrapes(server, form):
    return server.metric("penstock_metrics_scrapes_total", format=form, outcome="complete")


def check_classic(scraper, server, quantity):
    scraper.wait_for('sum(penstock_generations_total{outcome="complete"})', [quantity])
    assert scraper.query("up") == [1]
    assert scraper.target()["lastError"] == ""
    labels = 'pipeline="content",step="generator",outcome="ok"'
    assert scraper.query(f"penstock_step_duration_seconds_count{{{labels}}}") == [quantity]
    assert scraper.query(f'penstock_step_duration_seconds_bucket{{{labels},le="+Inf"}}') == [quantity]
    # Every series that can be known is there at 0, and every sample that was sent was taken.
    assert scraper.query('penstock_generations_total{outcome="abandoned"}') == [0]
    assert scraper.query("scrape_samples_scraped")[0] > 500
    assert scraper.query("scrape_samples_scraped - scrape_samples_post_metric_relabeling") == [0]


def test_openmetrics_is_what_prometheus_chooses(start, fast, prometheus):
    server = start("--config", fast)
    use(server, 3)
    check_classic(prometheus(server), server, 3)
    assert scrapes(server, "openmetrics") > 0
    assert scrapes(server, "text") <= 2  # those of this test


def test_native_histograms_are_scraped_by_protobuf(start, fast, prometheus):
    server = start("--config", fast)
    use(server, 3)
    scraper = prometheus(server, "--enable-feature=native-histograms")
    labels = 'pipeline="content",step="generator",outcome="ok"'
    scraper.wait_for(f"histogram_count(penstock_step_duration_seconds{{{labels}}})", [3])
    assert scraper.query("up") == [1]
    assert scraper.target()["lastError"] == ""
    assert scrapes(server, "protobuf") > 0
    # The quantiles are those of real durations: within a bucket of the mean of three that differ little.
    mean = scraper.query(
        f"histogram_sum(penstock_step_duration_seconds{{{labels}}}) "
        f"/ histogram_count(penstock_step_duration_seconds{{{labels}}})"
    )[0]
    half = scraper.query(f"histogram_quantile(0.5, penstock_step_duration_seconds{{{labels}}})")[0]
    assert mean / 2 < half < mean * 2
    assert scraper.query(f"histogram_fraction(0, 3600, penstock_step_duration_seconds{{{labels}}})") == [1]
    # What keeps no native buckets is there by its classic ones.
    assert scraper.query("sum(penstock_http_request_duration_seconds_count) > 0")
    use(server, 2)
    scraper.wait_for(f"histogram_count(penstock_step_duration_seconds{{{labels}}})", [5])


def test_text_is_scraped_by_who_knows_nothing_else(start, fast, prometheus):
    if b"scrape_protocols" not in pathlib.Path(shutil.which("prometheus")).read_bytes():
        pytest.skip("this Prometheus cannot be told which format to ask for")
    server = start("--config", fast)
    use(server, 3)
    check_classic(prometheus(server, scrape="scrape_protocols: [PrometheusText0.0.4], "), server, 3)
    assert scrapes(server, "text") > 2
