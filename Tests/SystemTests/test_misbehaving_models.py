"""Models that answer with no JSON, or break off, always or half of the time: what each client sees is what is counted."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from conftest import wait_until
from web_applications import lay_out, read_data_blocks, shipped

VISION = "/api/vision-framework-v2/generate-stream"
FORM = {"companyName": "Tidewater", "description": "Electric ferries.", "brief": "# Tidewater\n\nFour islands."}
LIFE = "/api/lifeengine/generate-stream"
DAYS = 3
PROFILE = {"duration": {"value": DAYS}, "profile": {"name": "Robin"}}
RUNS = 12
STEPS = ["framework", "validation", "one_pager", "qa", "scoring"]
REQUIRED = {"framework", "one_pager"}


@pytest.fixture
def start_failing(start, configuration, tmp_path):
    """Starts a server whose models fail so often in one way; nothing waits long before it is tried again."""

    def start_failing(name, kind, share):
        text = shipped(name).replace("wait: 500ms", "wait: 10ms").replace("wait: 1s", "wait: 10ms")
        folder = lay_out(tmp_path / "pipelines", name, text)
        provider = f"api: simulator, first_token: 5ms, tokens_per_second: 4000, failures: {{{kind}: {share}}}"
        # Each call is to be made, however many have failed.
        provider += ", circuit: {failures: 0}"
        return start("--config", configuration(f"providers:\n  simulator: {{{provider}}}\n"), "--pipelines", folder)

    return start_failing


def read_many(server, path, bodies):
    """The events of each of several streams that are read at once."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda body: read_data_blocks(server, path, body), bodies))


def of_type(events, kind):
    return [event for event in events if event["type"] == kind]


def count_again(events, step=None):
    """How often it was told that something is tried again, or gone on with."""
    told = of_type(events, "step_start" if step else "status")
    return sum(
        event["message"].startswith(("Trying again: ", "Continuing after day "))
        for event in told
        if event.get("step") == step
    )


def plans():
    return [{**PROFILE, "profile": {"name": f"Robin {number}"}} for number in range(RUNS)]


def continued(streams):
    """How many attempts went on with what there was."""
    return sum(
        event["message"].startswith("Continuing after day ")
        for events in streams
        for event in of_type(events, "status")
    )


def check_numbers(server, streams, ends):
    """Every stream has ended once, in one of these ways, and so it was counted."""
    assert all(sum(event["type"] in ("complete", "error") for event in events) == 1 for events in streams)
    for end, outcome in [("complete", "complete"), ("error", "error")]:
        ended = sum(events[-1]["type"] == end for events in streams)
        assert server.metric("penstock_generations_total", outcome=outcome) == ended
        assert ended == 0 or end in ends
    wait_until(lambda: server.metric("penstock_generations_active") == 0)
    assert server.metric("penstock_streams_active") == 0
    assert server.metric("penstock_streams_ended_total", reason="complete") == len(streams)
    assert server.process.poll() is None


@pytest.mark.parametrize(("kind", "type"), [("invalid_json", "output_not_json"), ("cut", "provider_truncated")])
def test_a_framework_that_never_succeeds_is_tried_three_times(start_failing, kind, type):
    server = start_failing("vision-framework", kind, 1)
    streams = read_many(server, VISION, [FORM] * 2)
    for events in streams:
        assert count_again(events, "framework") == 2
        assert [event["step"] for event in of_type(events, "step_error")] == ["framework"]
        assert of_type(events, "step_complete") == []
        assert events[-1] == {"type": "error", "message": of_type(events, "step_error")[0]["message"]}
    assert server.metric("penstock_step_retries_total", step="framework") == 4
    assert server.metric("penstock_step_failures_total", step="framework", error_type=type) == 2
    assert server.metric("penstock_step_failures_total") == 2
    assert server.metric("penstock_provider_requests_total") == 6
    check_numbers(server, streams, {"error"})


@pytest.mark.parametrize("kind", ["invalid_json", "cut"])
def test_frameworks_that_succeed_half_of_the_time(start_failing, kind):
    server = start_failing("vision-framework", kind, 0.5)
    bodies = [{**FORM, "brief": f"# Tidewater\n\nBrief {number}."} for number in range(RUNS)]
    streams = read_many(server, VISION, bodies)
    failed = 0
    for events in streams:
        for step in STEPS:
            errors = [event for event in of_type(events, "step_error") if event["step"] == step]
            assert count_again(events, step) == 2 if errors else count_again(events, step) <= 2
            failed += len(errors)
        missing = {event["step"] for event in of_type(events, "step_error")}
        assert (events[-1]["type"] == "error") == bool(missing & REQUIRED)
        if events[-1]["type"] == "complete":
            names = {"qa": "qa", "scoring": "scores"}
            there = {"framework", "onePager", "qa", "scores"} - {names[step] for step in missing}
            assert set(events[-1]["data"]) == there
        shown = [event["progress"] for event in of_type(events, "progress")]
        assert shown == sorted(shown)
    for step in STEPS:
        retries = server.metric("penstock_step_retries_total", step=step)
        assert retries == sum(count_again(events, step) for events in streams)
    # Half of some forty calls for JSON: both happen.
    assert server.metric("penstock_step_retries_total") > 0
    assert any(events[-1]["type"] == "complete" for events in streams)
    assert server.metric("penstock_step_failures_total") == failed
    check_numbers(server, streams, {"complete", "error"})


def check_days(events):
    """Each day is announced once, but what was announced by an attempt that was begun anew."""
    days = []
    for event in events:
        if event["type"] == "status" and event["message"].startswith("Trying again: "):
            days = []
        if event["type"] == "status" and event["message"].startswith("Continuing after day "):
            assert event["message"].startswith(f"Continuing after day {len(days)}: ") and days
        if event["type"] == "day_complete":
            days.append(event["day"])
    assert days == list(range(1, len(days) + 1))
    if events[-1]["type"] == "complete":
        assert [day["day"] for day in events[-1]["plan"]["days"]] == days and len(days) == DAYS
    return days


@pytest.mark.parametrize("kind", ["invalid_json", "cut"])
def test_plans_that_never_come_whole_are_gone_on_with_and_tried_again(start_failing, kind):
    server = start_failing("life-plan", kind, 1)
    streams = read_many(server, LIFE, plans())
    kept = [check_days(events) for events in streams]
    assert any(kept)
    again = sum(map(count_again, streams))
    # Each plan is tried at least three times, and gone on with beyond that where a day has come.
    assert again == server.metric("penstock_step_retries_total", step="plan") >= 2 * RUNS
    assert continued(streams) > 0
    check_numbers(server, streams, {"complete", "error"})
    document = httpx.post(server.url + "/api/lifeengine/generate", json=plans()[0], timeout=30)
    assert (document.status_code == 200) == (streams[0][-1]["type"] == "complete") == document.json()["success"]


@pytest.mark.parametrize("kind", ["invalid_json", "cut"])
def test_plans_that_come_whole_half_of_the_time(start_failing, kind):
    server = start_failing("life-plan", kind, 0.5)
    streams = read_many(server, LIFE, plans())
    for events in streams:
        check_days(events)
    assert 0 < sum(map(count_again, streams)) == server.metric("penstock_step_retries_total", step="plan")
    assert continued(streams) > 0
    assert any(events[-1]["type"] == "complete" for events in streams)
    failed = sum(events[-1]["type"] == "error" for events in streams)
    assert server.metric("penstock_step_failures_total", step="plan") == failed
    check_numbers(server, streams, {"complete", "error"})


@pytest.mark.parametrize(
    ("path", "pipeline"),
    [("/run/stream", "content"), (VISION, "vision-framework"), (LIFE, "life-plan"), ("/api/brief", "vision-framework")],
)
def test_bytes_that_are_no_text_and_texts_without_end_start_nothing(start, fast, path, pipeline):
    server = start("--config", fast)
    bodies = {
        b'{"topic": "\xff"}': 400,
        b'{"topic": "\xed\xa0\x80"}': 400,
        b"[" * 100_000: 400,
        b'{"topic":' * 50_000: 400,
        b'{"' + b"x" * 1_000_000 + b'": 1}': 422,
        b'{"topic": "' + b"x" * 1_100_000 + b'"}': 413,
    }
    for body, status in bodies.items():
        answer = httpx.post(server.url + path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, body[:20]
        assert answer.headers["content-type"] == "application/problem+json" and len(answer.content) < 16_384
    assert server.metric("penstock_generations_total") == 0
    assert server.metric("penstock_stream_connects_total", pipeline=pipeline, outcome="failed") == (
        0 if path == "/api/brief" else len(bodies)
    )
    assert httpx.get(server.url + "/v1/generations").json() == {"generations": []}
