"""The life-plan pipeline, as its web application and an independent SSE client consume it."""

import json

import httpx
import pytest

from conftest import FAST, wait_until
from web_applications import lay_out, read_as_specified, read_data_blocks, shipped, with_models

STREAM = "/api/lifeengine/generate-stream"
JSON = "/api/lifeengine/generate"


def request(days):
    return {"duration": {"value": days}, "profile": {"name": "Robin", "goals": ["Sleep better."], "age": 40}}


@pytest.fixture
def start_changed(start, configuration, tmp_path):
    """Starts a server with a changed life-plan; of its providers `broken` always fails."""

    def start_changed(text, providers=FAST + "  broken: {api: simulator, first_token: 5ms, failures: {error: 1}, circuit: {failures: 0}}\n"):
        folder = lay_out(tmp_path / "pipelines", "life-plan", text.replace("wait: 1s", "wait: 10ms"))
        return start("--config", configuration(providers), "--pipelines", folder)

    return start_changed


def of_type(events, kind):
    return [event for event in events if event["type"] == kind]


def check_plan(plan, days):
    assert set(plan) == {"title", "summary", "days"}
    assert [day["day"] for day in plan["days"]] == list(range(1, days + 1))
    for day in plan["days"]:
        assert set(day) == {"day", "title", "focus", "activities", "reflection"}
        assert 2 <= len(day["activities"]) <= 4


def check_life_plan_events(events, days):
    last = events[-1]
    assert list(last) == ["type", "planId", "plan"] and last["type"] == "complete"
    assert last["planId"].startswith("plan-") and len(last["planId"]) == 5 + 36
    check_plan(last["plan"], days)
    assert [event["message"] for event in of_type(events, "status")] == [
        "Starting generation...",
        f"Planning {days} days...",
        f"Plan written: {last['plan']['title']}",
        f"Verifying {days} days...",
        f"All {days} days are there",
    ]
    assert [event["type"] for event in events[:3]] == ["status", "status", "progress"]
    assert [event["type"] for event in events[-4:]] == ["status", "status", "status", "complete"]
    assert {event["type"] for event in events[2:-4]} == {"progress", "day_complete"}
    announced = of_type(events, "day_complete")
    assert announced == [{"type": "day_complete", "day": day, "total": days} for day in range(1, days + 1)]
    check_progress(of_type(events, "progress"), last["plan"])
    check_moments(events, last["plan"])


def check_progress(progress, plan):
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
    assert all(list(event) == ["type", "chunk", "length", "preview"] for event in progress)
    assert progress[0]["chunk"] == 1
    for figure in ("chunk", "length"):
        figures = [event[figure] for event in progress]
        assert figures == sorted(set(figures))
    assert progress[-1]["length"] == len(text.encode())
    for event in progress:
        shown = event["preview"].removesuffix("…")
        assert text.startswith(shown) and len(shown) <= 200
        # What is shown whole is not marked as cut, and what is cut is cut after 200 characters.
        assert event["preview"].endswith("…") == (event["length"] > len(shown.encode()))
        assert len(shown) == 200 or event["preview"] == shown
    assert len(progress[-1]["preview"]) == 201


def check_moments(events, plan):
    """A day is announced when the text has closed it, not before and not much later."""
    length = 0
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":")).encode()
    for event in events:
        if event["type"] == "progress":
            length = event["length"]
        if event["type"] == "day_complete":
            day = json.dumps(plan["days"][event["day"] - 1], ensure_ascii=False, separators=(",", ":")).encode()
            end = text.index(day) + len(day)
            # A token of the simulator is nine bytes at most.
            assert end <= length < end + 9


@pytest.mark.parametrize("days", [1, 3, 7])
def test_its_web_application_reads_it_unchanged(start, fast, days):
    check_life_plan_events(read_data_blocks(start("--config", fast), STREAM, request(days)), days)


def test_an_independent_client_reads_the_same(start, fast):
    check_life_plan_events(read_as_specified(start("--config", fast), STREAM, request(3)), 3)


def test_a_month_is_planned_to_its_last_day(start, configuration):
    server = start("--config", configuration(FAST.replace("2000", "20000")))
    check_plan(read_data_blocks(server, STREAM, request(30))[-1]["plan"], 30)


def test_the_fallback_gets_the_plan_as_one_document(start, fast):
    answer = httpx.post(start("--config", fast).url + JSON, json=request(2), timeout=60)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["success", "planId", "plan"]
    assert answer.json()["success"] is True and answer.json()["planId"].startswith("plan-")
    check_plan(answer.json()["plan"], 2)


def test_a_plan_that_is_cut_is_gone_on_with_behind_its_last_complete_day(start_changed):
    text = shipped("life-plan")
    budget = next(line for line in text.split("\n") if "max_tokens:" in line)
    server = start_changed(text.replace(budget, "    max_tokens: 1000"))
    events = read_data_blocks(server, STREAM, request(6))
    check_plan(events[-1]["plan"], 6)
    continued = [
        int(event["message"].split(":")[0].split()[-1])
        for event in of_type(events, "status")
        if event["message"].startswith("Continuing after day ")
    ]
    assert continued and continued == sorted(set(continued)) and 1 <= continued[0] <= continued[-1] < 6
    # No day is announced twice, whatever had been begun when the text broke off.
    assert [event["day"] for event in of_type(events, "day_complete")] == [1, 2, 3, 4, 5, 6]
    assert {event["total"] for event in of_type(events, "day_complete")} == {6}


def test_a_model_that_fails_is_asked_three_times(start_changed):
    server = start_changed(with_models(shipped("life-plan"), "plan", "broken/x"))
    events = read_data_blocks(server, STREAM, request(2))
    messages = [event["message"] for event in of_type(events, "status")]
    assert messages[0] == "Starting generation..."
    assert sum(message.startswith("Trying again: ") for message in messages) == 2
    assert events[-1]["type"] == "error" and events[-1]["message"]
    assert {"complete", "day_complete"}.isdisjoint(event["type"] for event in events)
    answer = httpx.post(server.url + JSON, json=request(2), timeout=30)
    assert answer.status_code == 502
    assert answer.json()["success"] is False and answer.json()["error"]


def test_a_plan_that_does_not_hold_is_corrected_once_and_then_given_up(start_changed):
    text = shipped("life-plan", ("holds: [", "holds: [count(steps.plan.days) > 30, "))
    events = read_data_blocks(start_changed(text), STREAM, request(2))
    messages = [event["message"] for event in of_type(events, "status")]
    assert messages.count("Correcting the plan...") == 1
    assert [event["day"] for event in of_type(events, "day_complete")] == [1, 2, 1, 2]
    assert events[-1]["type"] == "error"


def test_a_client_that_leaves_loses_nothing(start, configuration):
    server = start("--config", configuration(FAST.replace("2000", "1000")))
    with httpx.stream("POST", server.url + STREAM, json=request(2), timeout=60) as response:
        for text in response.iter_text():
            if '"progress"' in text:
                break
    wait_until(lambda: server.metric("penstock_generations_total", outcome="complete") == 1, seconds=60)
    assert server.metric("penstock_generations_active") == 0
    assert server.metric("penstock_streams_active") == 0


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, {"/duration", "/profile"}),
        ({"duration": {"value": 0}, "profile": {"name": "x"}}, {"/duration/value"}),
        ({"duration": {"value": 31}, "profile": {"name": "x"}}, {"/duration/value"}),
        ({"duration": {"value": "7"}, "profile": {"name": "x"}}, {"/duration/value"}),
        ({"duration": {"value": 1.5}, "profile": {"name": "x"}}, {"/duration/value"}),
        ({"duration": {}, "profile": {"name": "x"}}, {"/duration/value"}),
        ({"duration": {"value": 1}, "profile": {}}, {"/profile"}),
        ({"duration": {"value": 1}, "profile": {"name": "x"}, "days": 3}, {"/days"}),
    ],
)
def test_bad_input_is_explained(start, fast, body, pointers):
    answer = httpx.post(start("--config", fast).url + STREAM, json=body)
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == pointers
