"""A real Prometheus scrapes the real server in each format, and is answered as it asks."""

import http.server
import threading

import httpx
import pytest

from prometheus import Prometheus

PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
# What each asks for by itself (scrape/scrape.go): 2.42, with native histograms, and the weights that 3.x begins at,
# which moved with the number of formats that it knows.
PROMETHEUS_2 = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
PROMETHEUS_2_NATIVE = f"{PROTOBUF}," + PROMETHEUS_2.replace("version=1.0.0,", "version=1.0.0;q=0.8,")
PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
    "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
)
PROMETHEUS_3_LATER = (
    PROMETHEUS_3.replace("q=0.5", "q=0.6").replace("q=0.4", "q=0.5").replace("q=0.3", "q=0.4")
    .replace("q=0.2", "q=0.3").replace("q=0.1", "q=0.2")
)
PROMETHEUS_3_NATIVE = f"{PROTOBUF};q=0.6,{PROMETHEUS_3}"

TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8; escaping="
OPENMETRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping="
PROTOBUF_TYPE = (
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping="
)


class Forwarder:
    """Stands between a scraper and a server, and asks in other words: what a Prometheus with other settings sends."""

    def __init__(self, server, accept):
        self.types = set()
        forwarder = self

        class Forward(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                names = ("Accept-Encoding", "X-Prometheus-Scrape-Timeout-Seconds", "User-Agent")
                headers = {name: self.headers[name] for name in names} | {"Accept": accept}
                with httpx.stream("GET", server.url + self.path, headers=headers) as answer:
                    body = b"".join(answer.iter_raw())
                forwarder.types.add(answer.headers["Content-Type"])
                self.send_response(answer.status_code)
                for name in ("Content-Type", "Content-Encoding"):
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forward)
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def prometheus(tmp_path):
    running = []

    def start(address, *flags):
        running.append(Prometheus(tmp_path, address, *flags))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def forward():
    running = []

    def start(server, accept):
        running.append(Forwarder(server, accept))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def use(server, times):
    for _ in range(times):
        httpx.post(server.url + "/run", json={"topic": "rivers"}, timeout=60).raise_for_status()


def scrapes(server, form):
    return server.metric("penstock_metrics_scrapes_total", format=form, outcome="complete")


def check_classic(scraper, quantity):
    scraper.wait_for_values('sum(penstock_generations_total{outcome="complete"})', [quantity])
    assert scraper.values("up") == [1]
    assert scraper.target()["lastError"] == ""
    labels = 'pipeline="content",step="generator",outcome="ok"'
    assert scraper.values(f"penstock_step_duration_seconds_count{{{labels}}}") == [quantity]
    assert scraper.values(f'penstock_step_duration_seconds_bucket{{{labels},le="+Inf"}}') == [quantity]
    # Every series that can be known is there at 0, and every sample that was sent was taken.
    assert scraper.values('penstock_generations_total{pipeline="content",outcome="abandoned"}') == [0]
    assert scraper.values("scrape_samples_scraped")[0] > 500
    assert scraper.values("scrape_samples_scraped - scrape_samples_post_metric_relabeling") == [0]


@pytest.mark.parametrize(
    "accept, answered",
    [
        (PROMETHEUS_2, OPENMETRICS_TYPE + "underscores"),
        (PROMETHEUS_2_NATIVE, PROTOBUF_TYPE + "underscores"),
        (PROMETHEUS_3, OPENMETRICS_TYPE + "allow-utf-8"),
        (PROMETHEUS_3_LATER, OPENMETRICS_TYPE + "allow-utf-8"),
        (PROMETHEUS_3_NATIVE, PROTOBUF_TYPE + "underscores"),
        # `scrape_protocols: [PrometheusText0.0.4]`, and `[PrometheusText1.0.0]`, which is not offered.
        ("text/plain;version=0.0.4;q=0.6,*/*;q=0.5", TEXT_TYPE + "underscores"),
        ("text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5", TEXT_TYPE + "underscores"),
    ],
)
def test_each_prometheus_is_answered_in_what_it_prefers(start, fast, accept, answered):
    server = start("--config", fast)
    headers = {"Accept": accept, "Accept-Encoding": "gzip", "X-Prometheus-Scrape-Timeout-Seconds": "10"}
    for method in ("GET", "HEAD"):
        answer = httpx.request(method, server.url + "/metrics", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == answered
        assert answer.headers["Content-Encoding"] == "gzip"


def test_openmetrics_is_what_prometheus_chooses(start, fast, prometheus):
    server = start("--config", fast)
    use(server, 3)
    check_classic(prometheus(server.address), 3)
    assert scrapes(server, "openmetrics") > 0
    assert scrapes(server, "text") <= 2  # those of this test


def test_native_histograms_are_scraped_by_protobuf(start, fast, prometheus):
    server = start("--config", fast)
    use(server, 3)
    scraper = prometheus(server.address, "--enable-feature=native-histograms")
    labels = 'pipeline="content",step="generator",outcome="ok"'
    scraper.wait_for_values(f"histogram_count(penstock_step_duration_seconds{{{labels}}})", [3])
    assert scraper.values("up") == [1]
    assert scraper.target()["lastError"] == ""
    assert scrapes(server, "protobuf") > 0
    # The quantiles are those of real durations: within a bucket of the mean of three that differ little.
    mean = scraper.values(
        f"histogram_sum(penstock_step_duration_seconds{{{labels}}}) "
        f"/ histogram_count(penstock_step_duration_seconds{{{labels}}})"
    )[0]
    half = scraper.values(f"histogram_quantile(0.5, penstock_step_duration_seconds{{{labels}}})")[0]
    assert mean / 2 < half < mean * 2
    assert scraper.values(f"histogram_fraction(0, 3600, penstock_step_duration_seconds{{{labels}}})") == [1]
    # What keeps no native buckets is there by its classic ones.
    assert scraper.values("sum(penstock_http_request_duration_seconds_count) > 0")
    use(server, 2)
    scraper.wait_for_values(f"histogram_count(penstock_step_duration_seconds{{{labels}}})", [5])


@pytest.mark.parametrize(
    "accept", ["text/plain;version=0.0.4", "text/plain;version=0.0.4;escaping=allow-utf-8;q=0.6,*/*;q=0.5"]
)
def test_text_is_scraped_where_it_is_what_a_scraper_asks_for(start, fast, prometheus, forward, accept):
    server = start("--config", fast)
    use(server, 3)
    forwarder = forward(server, accept)
    check_classic(prometheus(forwarder.address), 3)
    escaping = "allow-utf-8" if "escaping" in accept else "underscores"
    assert forwarder.types == {TEXT_TYPE + escaping}
    assert scrapes(server, "openmetrics") == 0
