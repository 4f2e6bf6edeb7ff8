"""The alerts fire when they should and only then, and the dashboard and they name what the server really has."""

import json
import subprocess

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
        # A firing case is only looked at for its own alert at its end; before that it may fire or not.
        return None if name == case.alert else {"eval_time": f"{minute}m", "alertname": name, "exp_alerts": []}
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
