"""A real Prometheus scrapes a server under load, and everything that rules and panels ask it has an answer."""

import concurrent.futures
import hashlib
import math
import re
import signal

import httpx
import pytest

from conftest import FAST
from prometheus import Prometheus
from test_alerts import ALERTS, PANELS, RULES, queries

# What an answer needs that a test of some seconds cannot have, and the cases of test_alerts.py prove without it.
NEEDS_A_DAY = {"PenstockStepSlowerThanYesterday", "PenstockCostSpike"}
NEEDS_AN_END = {"PenstockTargetDown", "PenstockTargetMissing"}

FAILING = """
providers:
  simulator:
    api: simulator
    first_token: 5ms
    tokens_per_second: 2000
    output_tokens: 60
    failures: {error: 0.7}
    circuit: {failures: 70, share: 0.1, pause: 1m}
prices: [{model: "*", provider: simulator, input: 1, output: 10}]
"""
SLOW = "providers:\n  simulator: {api: simulator, first_token: 400ms, tokens_per_second: 600, output_tokens: 60}\n"

SECRET = "pk_dashboard_" + 40 * "0"
KEY = {"Authorization": f"Bearer {SECRET}"}
KEYS = f"""
- id: dashboard
  hash: sha256:{hashlib.sha256(SECRET.encode()).hexdigest()}
  owner: operator
  scopes: [admin]
"""


def generate(server, count):
    url = server.url + "/run/stream?dialect=penstock"
    with concurrent.futures.ThreadPoolExecutor(8) as pool, httpx.Client(timeout=60, headers=KEY) as client:
        # Another topic each time: the simulator answers, and fails, by what it is asked.
        for answer in pool.map(lambda number: client.post(url, json={"topic": f"river {number}"}), range(count)):
            assert answer.status_code == 200


def reload(server, configuration, text):
    configuration(text)
    lines = len(server.lines)
    server.signal(signal.SIGHUP)
    server.wait_for_line("reloaded", after=lines)


def leave(server, count):
    """Clients that read the first event and go."""
    for _ in range(count):
        with httpx.stream("POST", server.url + "/run/stream", json={"topic": "rivers"}, headers=KEY, timeout=60) as response:
            next(response.iter_lines())


@pytest.fixture
def prometheus(start, configuration, tmp_path):
    """One that has seen a server do everything that alerts look at."""
    keys = tmp_path / "keys.yaml"
    keys.write_text(KEYS)
    server = start("--config", configuration(FAST), "--keys", keys)
    authorization = {"type": "Bearer", "credentials": KEY["Authorization"].removeprefix("Bearer ")}
    prometheus = Prometheus(tmp_path, server.address, interval="1s", rules=[RULES], authorization=authorization)
    try:
        # Counters are seen at 0 first.
        prometheus.wait_for("penstock_generations_total")
        generate(server, 80)
        with httpx.Client() as client:
            for _ in range(150):
                assert client.get(server.url + "/v1/pipelines").status_code == 401
        with httpx.Client(headers=KEY) as client:
            for _ in range(30):
                assert client.post(server.url + "/run/stream", json={}).status_code == 422
            assert client.get(server.url + "/v1/pipelines").status_code == 200
        # Long enough that nobody is answered before leaving.
        reload(server, configuration, SLOW)
        generate(server, 40)
        leave(server, 60)
        reload(server, configuration, FAILING)
        generate(server, 60)
        # What was spent by now is far beyond this line.
        reload(server, configuration, FAILING + "spending_limit_per_day: 0.000001\n")
        configuration("providers: none\n")
        server.signal(signal.SIGHUP)
        server.wait_for_line("reload failed; what was read before stays")
        prometheus.wait_for_scrape()
        yield server, prometheus
    finally:
        prometheus.stop()


def test_every_query_has_an_answer(prometheus):
    server, prometheus = prometheus
    unanswered = []
    for place, query in queries():
        if place in NEEDS_A_DAY | NEEDS_AN_END:
            continue
        text = query.replace("$__rate_interval", "1m")
        for variable in ("job", "instance", "pipeline"):
            text = text.replace(f'"${variable}"', '".*"')
        if place == "Starts":
            text = text.replace("> 0", ">= 0")
        samples = prometheus.query(text)
        if not any(math.isfinite(value) for _, value in samples):
            unanswered.append(f"{place}: {text}")
    assert not unanswered, "\n".join(unanswered)
    assert len(PANELS) > 30

    # The rules that Prometheus evaluates by itself are sound, and look at what is there.
    groups = httpx.get(prometheus.url + "/api/v1/rules").json()["data"]["groups"]
    rules = {rule["name"]: rule for group in groups for rule in group["rules"]}
    assert set(rules) == {alert["alert"] for alert in ALERTS}
    assert {rule["health"] for rule in rules.values()} == {"ok"}
    waiting = {name for name, rule in rules.items() if rule["state"] != "inactive"}
    assert waiting == set(rules) - NEEDS_A_DAY - NEEDS_AN_END
    summary = rules["PenstockStepFailures"]["alerts"][0]["annotations"]["summary"]
    assert summary.endswith("of the runs of content/generator fail")

    # The day before is what the same query says of now.
    now = {
        alert["alert"]: re.sub(r" offset \d+h", "", alert["expr"]).replace("> 2", "> 0.5").replace(">= 1", ">= 0")
        for alert in ALERTS
        if alert["alert"] in NEEDS_A_DAY
    }
    slower, dearer = (prometheus.query(now[name]) for name in ("PenstockStepSlowerThanYesterday", "PenstockCostSpike"))
    assert {labels["step"] for labels, _ in slower} == {"generator"}
    assert {labels["pipeline"] for labels, _ in dearer} == {"content"}

    server.stop()
    assert prometheus.wait_for('up{job="penstock"} == 0')
