"""The alerts fire when they should and only then, and the dashboard and they name what the server really has."""

import json
import re
import subprocess

import httpx
import pytest
import yaml

from conftest import ROOT
from rule_cases import CASES, EVERYTHING_AT_0, UP

RULES = ROOT / "alerts" / "penstock.rules.yaml"
ALERTS = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def test_promtool_finds_no_mistake():
    run = subprocess.run(["promtool", "check", "rules", "--lint-fatal", RULES], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_alert_says_how_bad_it_is_and_what_to_do():
    runbooks = (ROOT / "alerts" / "runbooks.md").read_text()
    for alert in ALERTS:
        assert alert["labels"]["severity"] in ("critical", "warning")
        assert {"summary", "description", "runbook"} == set(alert["annotations"])
        assert alert["annotations"]["runbook"] == f"alerts/runbooks.md#{alert['alert'].lower()}"
        assert f"\n## {alert['alert']}\n" in runbooks


def test_every_alert_is_proven_to_fire():
    assert {alert["alert"] for alert in ALERTS} == {case.alert for case in CASES} - {None}


def expectation(alert, case, minute):
    name = alert["alert"]
    fires = name == case.alert and minute == case.minutes[-1]
    if not fires:
        # Between its first and its last moment a firing case may fire or not.
        if name == case.alert and minute != case.minutes[0]:
            return None
        return {"eval_time": f"{minute}m", "alertname": name, "exp_alerts": []}
    annotations = {**alert["annotations"], "summary": case.summary}
    expected = {"exp_labels": {**case.labels, **alert["labels"]}, "exp_annotations": annotations}
    return {"eval_time": f"{minute}m", "alertname": name, "exp_alerts": [expected]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_fires_when_it_should(case, tmp_path):
    series = {name: f"0+0x{case.minutes[-1]}" for name in EVERYTHING_AT_0}
    if case.is_up:
        series[UP] = f"1+0x{case.minutes[-1]}"
    series.update(case.series)
    expected = [expectation(alert, case, minute) for alert in ALERTS for minute in case.minutes]
    test = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "alert_rule_test": [one for one in expected if one],
            }
        ],
    }
    path = tmp_path / "test.yaml"
    # JSON is YAML.
    path.write_text(json.dumps(test))
    run = subprocess.run(["promtool", "test", "rules", path], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


# MARK: What rules and panels name


DASHBOARD = json.loads((ROOT / "dashboards" / "penstock.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
# What Prometheus itself adds.
TARGET_LABELS = {"job", "instance"}


def metrics_of(text):
    """Every family's sample names, with each label and its values."""
    names = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            series = line.rsplit(" ", 1)[0]
            labels = names.setdefault(series.split("{")[0], {})
            for label, value in re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', series):
                labels.setdefault(label, set()).add(value)
    return names


def queries():
    """Where each query stands, and the query."""
    for alert in ALERTS:
        yield alert["alert"], alert["expr"]
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], re.sub(r"label_values\((.*), (\w+)\)", r"sum by (\2) (\1)", variable["definition"])
    for annotation in DASHBOARD["annotations"]["list"]:
        if "expr" in annotation:
            yield annotation["name"], annotation["expr"]


def mistakes(query, known):
    """Names in a query that the server does not have."""
    selectors = re.findall(r"((?:penstock|process)_\w+)(?:\{([^}]*)\})?", query)
    for name, matchers in selectors:
        if name not in known:
            yield f"no metric {name}"
            continue
        for label, operator, value in re.findall(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"', matchers):
            if label in TARGET_LABELS:
                continue
            if label not in known[name]:
                yield f"{name} has no label {label}"
            elif not value.startswith("$"):
                for one in value.split("|") if "~" in operator else [value]:
                    if one not in known[name][label]:
                        yield f'{name} has no {label}="{one}"'
    labels = set(TARGET_LABELS).union(*(known.get(name, {}) for name, _ in selectors))
    for clause in re.findall(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)", query):
        for label in re.findall(r"\w+", clause):
            if label not in labels:
                yield f"no label {label}"


def test_rules_and_panels_name_what_the_server_has(start, fast):
    server = start("--config", fast)
    known = metrics_of(httpx.get(server.url + "/metrics").text)
    found = {f"{place}: {mistake}" for place, query in queries() for mistake in mistakes(query, known)}
    assert not found, "\n".join(sorted(found))


def test_a_name_that_is_wrong_would_be_found():
    known = {"penstock_a_total": {"step": {"s"}}}
    assert list(mistakes('sum by (step) (penstock_a_total{step=~"s|t", pipeline="p"}) / penstock_b', known)) == [
        'penstock_a_total has no step="t"', "penstock_a_total has no label pipeline", "no metric penstock_b",
    ]
    assert list(mistakes("sum by (steps) (penstock_a_total)", known)) == ["no label steps"]


def test_the_dashboard_can_be_provisioned():
    assert DASHBOARD["uid"] == "penstock" and "id" not in DASHBOARD
    variables = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource" and variables["datasource"]["query"] == "prometheus"
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    taken = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert place["x"] + place["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells
    for panel in PANELS:
        assert panel["description"] and panel["fieldConfig"]["defaults"]["unit"]
        assert panel["datasource"]["uid"] == "${datasource}"
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}"
            assert set(re.findall(r"\$(\w+)", target["expr"])) <= set(variables) | {"__rate_interval"}
