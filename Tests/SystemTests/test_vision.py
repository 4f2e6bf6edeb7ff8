"""The vision-framework pipeline, as its web application and an independent SSE client consume it."""

import json
from itertools import groupby

import httpx
import pytest

from conftest import FAST, wait_until
from web_applications import lay_out, read_as_specified, read_data_blocks, shipped, with_models

FORM = {
    "companyName": "Tidewater Ferries",
    "description": "Runs electric ferries between four islands.",
    "goals": ["Double the passengers.", "Be carbon-neutral."],
    "horizon": 5,
}
BRIEF = "# Tidewater Ferries\n\nFour islands depend on it."
PATH = "/api/vision-framework-v2/generate-stream"
MODEL_STEPS = ["framework", "one_pager", "qa", "scoring"]
SIDE_BY_SIDE = {"one_pager", "qa", "scoring"}
MESSAGES = {
    "framework": "Building the framework...",
    "validation": "Validating the structure...",
    "one_pager": "Writing the executive summary...",
    "qa": "Reviewing the framework...",
    "scoring": "Scoring each section...",
}
TWO_PROVIDERS = FAST + "  broken: {api: simulator, first_token: 5ms, tokens_per_second: 2000, failures: {error: 1}}\n"


@pytest.fixture
def start_changed(start, configuration, tmp_path):
    """Starts a server with a changed vision-framework, and a provider `broken` that always fails."""

    def start_changed(text):
        folder = lay_out(tmp_path / "pipelines", "vision-framework", text)
        return start("--config", configuration(TWO_PROVIDERS), "--pipelines", folder)

    return start_changed


def of_type(events, kind):
    return [event for event in events if event["type"] == kind]


def outline(events):
    """Type and step of all but `progress`; what is told about the three that run side by side is sorted by step."""
    told = [(event["type"], event.get("step")) for event in events if event["type"] != "progress"]
    runs = groupby(told, key=lambda pair: pair[1] in SIDE_BY_SIDE)
    return [pair for beside, run in runs for pair in (sorted(run, key=lambda told: told[1]) if beside else run)]


def check_vision_events(events):
    assert outline(events) == [
        ("step_start", "framework"),
        ("step_complete", "framework"),
        ("step_start", "validation"),
        ("step_complete", "validation"),
        ("step_start", "one_pager"),
        ("step_complete", "one_pager"),
        ("step_start", "qa"),
        ("step_complete", "qa"),
        ("step_start", "scoring"),
        ("step_complete", "scoring"),
        ("complete", None),
    ]
    assert {event["step"]: event["message"] for event in of_type(events, "step_start")} == MESSAGES
    check_percentages(events)
    completes = {event["step"]: event for event in of_type(events, "step_complete")}
    for event in completes.values():
        assert list(event) == ["type", "step", "message", "duration", "data"]
        assert isinstance(event["duration"], int) and event["duration"] >= 0
    framework, scores = completes["framework"]["data"], completes["scoring"]["data"]
    assert completes["framework"]["message"] == f"Framework ready: {framework['title']}"
    assert completes["validation"]["message"] == "The structure is valid"
    assert completes["one_pager"]["message"] == "Summary ready"
    assert completes["qa"]["message"] == f"Review done: {completes['qa']['data']['verdict']}"
    assert completes["scoring"]["message"] == f"Scored: {scores['overall']['score']} of 100"
    # All three begin before the first of them ends.
    beside = [event["type"] for event in events if event.get("step") in SIDE_BY_SIDE and event["type"] != "progress"]
    assert beside[:3] == ["step_start"] * 3
    last = events[-1]
    assert list(last) == ["type", "data"]
    assert list(last["data"]) == ["framework", "onePager", "qa", "scores"]
    assert last["data"]["framework"] == framework and 3 <= len(framework["pillars"]) <= 5
    assert last["data"]["onePager"] == completes["one_pager"]["data"]
    assert last["data"]["qa"] == completes["qa"]["data"] and len(last["data"]["qa"]["checks"]) >= 5
    assert last["data"]["scores"] == scores and set(scores) == {"overall", *framework} - {"title"}


def check_percentages(events):
    shown = [event["progress"] for event in of_type(events, "progress")]
    assert shown == sorted(shown) and all(0 <= progress < 100 for progress in shown)
    assert all(event["step"] in MESSAGES for event in of_type(events, "progress"))


def test_its_web_application_reads_it_unchanged(start, fast):
    check_vision_events(read_data_blocks(start("--config", fast), PATH, {**FORM, "brief": BRIEF}))


def test_an_independent_client_reads_the_same(start, fast):
    check_vision_events(read_as_specified(start("--config", fast), PATH, {**FORM, "brief": BRIEF}))


def test_the_brief_has_a_route_of_its_own_and_is_what_the_stream_begins_with(start, fast):
    server = start("--config", fast)
    answer = httpx.post(server.url + "/api/brief", json=FORM, timeout=30)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["brief"]
    assert answer.json()["brief"].startswith("[Simulated output]")
    check_vision_events(read_data_blocks(server, PATH, {**FORM, **answer.json()}))
    # Only the step that was asked for has run.
    assert server.metric("penstock_steps_total", step="brief", outcome="ok") == 1
    assert server.metric("penstock_steps_total", step="framework", outcome="ok") == 1


def test_the_whole_pipeline_makes_its_brief_itself(start, fast):
    server = start("--config", fast)
    events = read_data_blocks(server, "/v1/pipelines/vision-framework/generations", FORM)
    assert outline(events)[:3] == [("step_start", "brief"), ("step_complete", "brief"), ("step_start", "framework")]
    assert events[0]["message"] == "Writing the brief for Tidewater Ferries..."
    check_percentages(events)
    assert list(events[-1]["data"]) == ["framework", "onePager", "qa", "scores"]


@pytest.mark.parametrize("step", ["framework", "one_pager"])
def test_a_step_that_fails_ends_it_and_erases_nothing(start_changed, step):
    server = start_changed(with_models(shipped("vision-framework"), step, "broken/x"))
    events = read_data_blocks(server, PATH, {**FORM, "brief": BRIEF})
    # Twice it is tried again, and its client is told so.
    starts = [event["message"] for event in of_type(events, "step_start") if event["step"] == step]
    assert sum(message.startswith("Trying again: ") for message in starts) == 2
    assert [event["step"] for event in of_type(events, "step_error")] == [step]
    assert events[-1]["type"] == "error" and events[-1]["message"]
    assert of_type(events, "complete") == []
    completed = [event["step"] for event in of_type(events, "step_complete")]
    assert completed[:2] == ([] if step == "framework" else ["framework", "validation"])
    check_percentages(events)


@pytest.mark.parametrize(("step", "member"), [("qa", "qa"), ("scoring", "scores")])
def test_an_assessment_that_fails_is_missing_from_the_result_and_nothing_else(start_changed, step, member):
    server = start_changed(with_models(shipped("vision-framework"), step, "broken/x"))
    events = read_data_blocks(server, PATH, {**FORM, "brief": BRIEF})
    assert [event["step"] for event in of_type(events, "step_error")] == [step]
    assert set(events[-1]["data"]) == {"framework", "onePager", "qa", "scores"} - {member}
    check_percentages(events)


def test_a_framework_that_is_never_valid_is_corrected_twice_and_then_given_up(start_changed):
    rules = "    rules:\n"
    impossible = rules + "      holds: [count(steps.framework.pillars) > 100]\n"
    text = shipped("vision-framework", (rules, impossible))
    events = read_data_blocks(start_changed(text), PATH, {**FORM, "brief": BRIEF})
    begun = [("step_start", "framework"), ("step_complete", "framework"), ("step_start", "validation")]
    # Why it is corrected is said of the step that found it out.
    refused = ("step_start", "validation")
    assert outline(events) == begun + [refused, *begun] * 2 + [("step_error", "validation"), ("error", None)]
    reasons = [event["message"] for event in of_type(events, "step_start") if event["step"] == "validation"]
    assert [message.startswith("Trying again: ") for message in reasons] == [False, True, False, True, False]
    assert "pillars" in reasons[1] and "pillars" in events[-1]["message"]
    starts = [event["message"] for event in of_type(events, "step_start") if event["step"] == "framework"]
    assert starts == ["Building the framework...", "Correcting the framework...", "Correcting the framework..."]
    frameworks = [event["data"] for event in of_type(events, "step_complete")]
    assert len({json.dumps(framework) for framework in frameworks}) == 3
    check_percentages(events)


def test_a_brief_that_fails_is_answered_as_a_problem(start_changed):
    server = start_changed(with_models(shipped("vision-framework"), "brief", "broken/x"))
    answer = httpx.post(server.url + "/api/brief", json=FORM, timeout=30)
    assert answer.status_code == 502
    assert answer.json()["error_type"] == "provider_server_error" and answer.json()["error"]


@pytest.mark.parametrize("step", MODEL_STEPS)
def test_a_client_that_leaves_in_a_step_leaves_nothing_behind(start, fast, step):
    server = start("--config", fast)
    with httpx.stream("POST", server.url + PATH, json={**FORM, "brief": BRIEF}, timeout=60) as response:
        for text in response.iter_text():
            if f'"step_start","step":"{step}"' in text:
                break
    # It goes on for two minutes, in case somebody comes back; it needs less.
    wait_until(lambda: server.metric("penstock_generations_total", outcome="complete") == 1, seconds=60)
    assert server.metric("penstock_generations_active") == 0
    assert server.metric("penstock_streams_active") == 0


def read(response):
    """What a stream says, and each event's id: that of the block behind it."""
    events = []
    for block in response.read().decode().split("\n\n"):
        if block.startswith("data: "):
            events.append([json.loads(block[6:]), None])
        if block.startswith("id: "):
            events[-1][1] = block[4:]
    return events


def test_a_client_that_does_know_ids_comes_back_where_it_was(start, fast):
    server = start("--config", fast)
    with httpx.stream("POST", server.url + PATH, json={**FORM, "brief": BRIEF}, timeout=60) as response:
        whole = read(response)
    path = f"{server.url}/v1/generations/{response.headers['generation-id']}/events"
    positions = [position for _, position in whole]
    assert None not in positions and len(set(positions)) == len(positions)
    for place, position in enumerate(positions[:-1]):
        with httpx.stream("GET", path, headers={"Last-Event-ID": position}) as response:
            assert read(response) == whole[place + 1 :]
    assert httpx.get(path, headers={"Last-Event-ID": positions[-1]}).status_code == 204


def test_a_client_that_has_been_elsewhere_is_told_what_there_is(start, fast):
    server = start("--config", fast)
    with httpx.stream("POST", server.url + PATH, json={**FORM, "brief": BRIEF}, timeout=60) as response:
        whole = read(response)
    path = f"{server.url}/v1/generations/{response.headers['generation-id']}/events"
    with httpx.stream("GET", path, headers={"Last-Event-ID": "7.1"}) as response:
        told = [event for event, _ in read(response)]
    made = {event["step"]: event["data"] for event, _ in whole if event["type"] == "step_complete"}
    assert {event["step"]: event["data"] for event in of_type(told, "step_complete")} == made
    assert told[-1] == whole[-1][0]


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"brief": None}, {"/brief"}),
        ({"brief": ""}, {"/brief"}),
        ({"companyName": 3, "goal": "x"}, {"/companyName", "/goal"}),
        ({"horizon": 0}, {"/horizon"}),
        ({"description": "x" * 8001}, {"/description"}),
    ],
)
def test_bad_input_is_explained(start, fast, change, pointers):
    server = start("--config", fast)
    body = {name: value for name, value in {**FORM, "brief": BRIEF, **change}.items() if value is not None}
    answer = httpx.post(server.url + PATH, json=body)
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == pointers
