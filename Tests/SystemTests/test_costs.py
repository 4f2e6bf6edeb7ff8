"""What generations cost, as an operator and a client of the real server see it."""

import csv
import io
import signal

import httpx

from conftest import wait_until

FAST = """
providers:
  simulator: {api: simulator, first_token: 5ms, tokens_per_second: 2000, output_tokens: 60}
"""
PRICES = """
prices:
  - {model: writer, provider: simulator, input: %s, output: 1000}
"""


def generate(server, topic="rivers", **fields):
    return httpx.post(server.url + "/run", json={"topic": topic}, timeout=30, **fields)


def costs(server, query=""):
    return httpx.get(server.url + "/v1/costs" + query).json()


def reload(server, configuration, text, line):
    configuration(text)
    lines = len(server.lines)
    server.signal(signal.SIGHUP)
    server.wait_for_line(line, after=lines)


def test_the_ledger_the_metrics_the_log_and_the_client_agree(start, configuration):
    server = start("--config", configuration(FAST + PRICES % "0.0375"))
    spent = 0
    for topic in ("rivers", "lakes", "seas"):
        answer = generate(server, topic)
        metadata = answer.json()["metadata"]
        spent += metadata["cost"]["nano_dollars"]
        # 37.5 nano-dollars for a token of input, rounded once, and 1,000,000 for one of output.
        exact = metadata["tokens"]["input"] * 375 + metadata["tokens"]["output"] * 10_000_000
        assert metadata["cost"]["nano_dollars"] == (exact + 5) // 10
        line = wait_until(lambda: [line for line in server.lines if line.get("generation") == metadata["generation"]
                                   and line["event"] == "generation"])[0]
        assert round(line["cost_dollars"] * 1e9) == metadata["cost"]["nano_dollars"]
    assert costs(server)["total"]["cost"]["nano_dollars"] == spent
    rows = costs(server, "?by=pipeline,step,model,day")["rows"]
    assert [(row["pipeline"], row["step"], row["model"]) for row in rows] == [("content", "generator", "simulator/writer")]
    assert rows[0]["cost"]["nano_dollars"] == spent
    assert rows[0]["calls"] == 3
    assert round(server.metric("penstock_cost_dollars_total", pipeline="content", model="writer") * 1e9) == spent


def test_a_spreadsheet_reads_the_ledger(start, configuration):
    server = start("--config", configuration(FAST + PRICES % "1"))
    generate(server)
    answer = httpx.get(server.url + "/v1/costs?by=owner,model", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert len(rows) == 1
    assert rows[0]["owner"] == "anonymous" and rows[0]["model"] == "simulator/writer"
    assert int(rows[0]["nano_dollars"]) == costs(server)["total"]["cost"]["nano_dollars"] > 0


def test_a_stream_tells_costs_while_it_goes(start, configuration):
    server = start("--config", configuration(FAST + PRICES % "1"))
    url = server.url + "/run/stream?dialect=penstock"
    told = httpx.post(url + "&cost=true", json={"topic": "rivers"}, timeout=30).text
    assert told.count("event: cost\n") == 1
    assert "event: cost\n" not in httpx.post(url, json={"topic": "rivers"}, timeout=30).text


def test_prices_and_the_line_are_read_again_and_a_mistake_changes_nothing(start, configuration):
    server = start("--config", configuration(FAST + PRICES % "1"))
    assert generate(server).status_code == 200
    reload(server, configuration, FAST + PRICES % "free", "reload failed; what was read before stays")
    assert any('"input" must be US dollars' in line.get("fault", "") for line in server.lines)
    assert generate(server).status_code == 200
    before = costs(server)["total"]["cost"]["nano_dollars"]
    reload(server, configuration, FAST + PRICES % "0" + "spending_limit_per_day: 1000\n", "reloaded")
    assert generate(server).json()["metadata"]["cost"]["nano_dollars"] % 1_000_000 == 0
    assert costs(server)["total"]["cost"]["nano_dollars"] > before
    reload(server, configuration, FAST + PRICES % "1" + "spending_limit_per_day: 0.01\n", "reloaded")
    refused = generate(server)
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["error_type"] == "policy_budget_exceeded"
    assert problem["limit_dollars"] == "0.01"
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert server.metric("penstock_budget_spent_ratio", budget="anonymous") > 1


def test_what_nobody_priced_is_said_once_and_may_be_refused(start, configuration, tmp_path):
    lacking = "providers:\n  simulator: {api: simulator}\n  other: {api: simulator, first_token: 5ms, tokens_per_second: 2000}\n"
    server = start("--config", configuration(lacking), "--pipelines", pipelines(tmp_path))
    url = server.url + "/v1/pipelines/talk/generations"
    for _ in range(2):
        assert httpx.post(url, json={}, headers={"Accept": "application/json"}).status_code == 200
    assert server.metric("penstock_cost_unpriced_calls_total", provider="other", model="talker") == 2
    assert sum(line["event"].startswith("no price is known") for line in server.lines) == 1
    reload(server, configuration, lacking + "unpriced: refuse\n", "reloaded")
    refused = httpx.post(url, json={}, headers={"Accept": "application/json"})
    assert refused.status_code == 429 and refused.json()["error_type"] == "policy_budget_exceeded"


def pipelines(folder):
    """A directory with one pipeline, whose model no price table knows."""
    directory = folder / "pipelines"
    directory.mkdir()
    (directory / "talk.yaml").write_text(
        """
name: talk
title: Talk
input: {schema: {type: object}, example: {}}
steps: [{id: words, kind: model, models: [other/talker], prompt: Talk.}]
result: steps.words
"""
    )
    return directory
