"""The content pipeline, as its web application and an independent SSE client consume it."""

import json
import socket

import httpx
import httpx_sse
import pytest

from conftest import FAST, wait_until
from web_applications import shipped, with_models

INPUT = {"topic": "Why rivers meander", "audience": "curious adults", "requirements": ["Mention oxbow lakes."]}
STAGES = [("load_prompts", 10), ("generator", 30), ("formatter", 60), ("validator", 80), ("done", 100)]


def read_like_the_web_application(server, path, body):
    """Does no more than the application's own reader did: splits on blank lines, and pairs `event:` with `data:`."""
    events = []
    with httpx.stream("POST", server.url + path, json=body, timeout=30) as response:
        assert response.status_code == 200
        buffer = ""
        for text in response.iter_text():
            buffer += text
            *blocks, buffer = buffer.split("\n\n")
            for block in blocks:
                name = data = None
                for line in block.split("\n"):
                    if line.startswith("event: "):
                        name = line[7:]
                    if line.startswith("data: "):
                        data = json.loads(line[6:])
                if name and data:
                    events.append((name, data))
    return events


def check_content_events(events):
    names = [name for name, _ in events]
    assert names == ["progress", "progress", "draft", "progress", "progress", "progress", "complete"]
    progress = [(data["stage"], data["progress"]) for name, data in events if name == "progress"]
    assert progress == STAGES
    shown = [data["progress"] for _, data in events if "progress" in data]
    assert shown == sorted(shown)
    draft = events[2][1]
    assert draft["stage"] == "generator" and draft["progress"] == 50 and len(draft["draft"]) > 100
    assert "simulator" not in events[1][1]["message"] and "writer" in events[1][1]["message"]
    complete = events[-1][1]
    assert complete["success"] is True
    assert complete["output"].startswith("[Simulated output]")
    metadata = complete["metadata"]
    assert metadata["model"] == "simulator/writer"
    assert metadata["tokens"]["output"] == 60 and metadata["tokens"]["input"] > 20
    assert set(metadata["stages"]) == {"load_prompts", "generator", "formatter", "validator"}
    assert metadata["duration_ms"] >= metadata["stages"]["generator"] > 0


def test_its_web_application_reads_it_unchanged(start, fast):
    check_content_events(read_like_the_web_application(start("--config", fast), "/run/stream", INPUT))


def test_an_independent_client_reads_the_same(start, fast):
    server = start("--config", fast)
    with httpx.Client(timeout=30) as client:
        with httpx_sse.connect_sse(client, "POST", server.url + "/run/stream", json=INPUT) as source:
            source.response.raise_for_status()
            assert source.response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert source.response.headers["cache-control"] == "no-cache, no-transform"
            assert source.response.headers["x-accel-buffering"] == "no"
            received = list(source.iter_sse())
    check_content_events([(event.event, json.loads(event.data)) for event in received])
    ids = [event.id for event in received if event.id]
    assert [int(value.split(".")[1]) for value in ids] == sorted(int(value.split(".")[1]) for value in ids)


def test_the_json_route_answers_with_the_complete_event(start, fast):
    server = start("--config", fast)
    response = httpx.post(server.url + "/run", json=INPUT, timeout=30)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json()["success"] is True
    assert response.json()["metadata"]["model"] == "simulator/writer"


def test_the_same_generation_in_penstocks_own_dialect(start, fast):
    server = start("--config", fast)
    url = server.url + "/v1/pipelines/content/generations"
    with httpx.Client(timeout=30) as client:
        with httpx_sse.connect_sse(client, "POST", url + "?dialect=penstock", json=INPUT) as source:
            events = [(event.event, json.loads(event.data), event.id) for event in source.iter_sse()]
    names = [name for name, _, _ in events]
    assert names[0] == "generation_start" and names[-1] == "generation_complete"
    assert [data["sequence"] for _, data, _ in events] == list(range(1, len(events) + 1))
    assert [position for _, _, position in events] == [f"1.{number}" for number in range(1, len(events) + 1)]
    assert [data["progress"] for _, data, _ in events] == sorted(data["progress"] for _, data, _ in events)
    assert [data["progress"] for _, data, _ in events].count(100) == 1
    text = "".join(data["text"] for name, data, _ in events if name == "delta")
    assert text == next(data["output"] for name, data, _ in events if name == "step_complete" and data["step"] == "generator")


def test_the_dialect_may_be_asked_for_by_accept(start, fast):
    server = start("--config", fast)
    accept = {"Accept": "text/event-stream; dialect=penstock"}
    text = httpx.post(server.url + "/run/stream", json=INPUT, headers=accept, timeout=30).text
    assert text.startswith("id: 1.1\nevent: generation_start\ndata: {")


def test_head_and_first_event_arrive_in_one_piece(start, fast):
    server = start("--config", fast)
    body = json.dumps(INPUT).encode()
    with socket.create_connection(server.endpoint) as client:
        client.sendall(
            b"POST /run/stream HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (len(body), body)
        )
        first = client.recv(65536)
    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"event: progress" in first


def test_pipelines_describe_themselves_and_their_example_works(start, fast):
    server = start("--config", fast)
    listed = httpx.get(server.url + "/v1/pipelines").json()["pipelines"]
    assert [pipeline["name"] for pipeline in listed] == ["content", "life-plan", "vision-framework"]
    shown = httpx.get(server.url + "/v1/pipelines/content").json()
    assert shown["input_schema"]["required"] == ["topic"]
    assert [step["id"] for step in shown["steps"]] == ["load_prompts", "generator", "formatter", "validator"]
    answer = httpx.post(server.url + shown["start"], json=shown["example"], headers={"Accept": "application/json"})
    assert answer.status_code == 200 and answer.json()["success"] is True


def test_bad_input_is_explained(start, fast):
    server = start("--config", fast)
    bad = httpx.post(server.url + "/run/stream", content=b'{"topic": "x",}', headers={"Content-Type": "application/json"})
    assert bad.status_code == 400 and bad.headers["content-type"] == "application/problem+json"
    assert "line 1, column 15" in bad.json()["detail"]
    assert bad.json()["request_id"] == bad.headers["x-request-id"]
    wrong = httpx.post(server.url + "/run/stream", json={"topik": "x", "tone": 3})
    assert wrong.status_code == 422
    assert {fault["pointer"] for fault in wrong.json()["errors"]} == {"/topic", "/topik", "/tone"}
    other = httpx.post(server.url + "/run/stream", content=b"topic=x")
    assert other.status_code == 415
    unknown = httpx.post(server.url + "/run/stream?dialect=klingon", json=INPUT)
    assert unknown.status_code == 400
    assert "penstock, content, vision-framework, life-plan" in unknown.json()["detail"]
    assert server.metric("penstock_stream_connects_total", pipeline="content", outcome="failed") == 4


def test_a_failed_document_names_each_member_once(start, configuration):
    server = start("--config", configuration("providers:\n  simulator: {api: simulator, failures: {error: 1}}\n"))
    url = server.url + "/v1/pipelines/content/generations?dialect=penstock"
    answer = httpx.post(url, json={"topic": "x"}, headers={"Accept": "application/json"}, timeout=30)
    assert answer.status_code == 502
    assert answer.headers["content-type"] == "application/problem+json"
    names = [name for name, _ in json.loads(answer.text, object_pairs_hook=lambda pairs: pairs)]
    assert len(names) == len(set(names)), names
    assert answer.json()["error_type"] == "provider_server_error"


@pytest.fixture
def start_changed(start, configuration, tmp_path):
    """Starts a server with a changed content; of its providers `broken` always fails."""

    def start_changed(text):
        folder = tmp_path / "pipelines"
        folder.mkdir()
        (folder / "content.yaml").write_text(text.replace("wait: 500ms", "wait: 10ms"))
        providers = FAST + "  broken: {api: simulator, first_token: 5ms, failures: {error: 1}}\n"
        return start("--config", configuration(providers), "--pipelines", folder)

    return start_changed


def forbidding(words):
    return shipped("content", ("        - lorem ipsum\n", f"        - lorem ipsum\n        - {json.dumps(words)}\n"))


def stages(events):
    return [(data["stage"], data["progress"]) for name, data in events if name in ("progress", "draft")]


def test_a_draft_that_does_not_pass_is_revised_and_progress_never_falls(start, start_changed, fast):
    # The simulator answers the same prompt alike, so what it says first can be forbidden.
    first = read_like_the_web_application(start("--config", fast), "/run/stream", INPUT)[-1][1]["output"]
    words = " ".join(first.split("]")[1].split(".")[0].split()[:3])
    events = read_like_the_web_application(start_changed(forbidding(words)), "/run/stream", INPUT)
    assert stages(events) == [
        ("load_prompts", 10),
        ("generator", 30),
        ("generator", 50),
        ("formatter", 60),
        ("validator", 80),
        ("retry", 85),
        ("retry", 90),
        ("done", 100),
    ]
    assert [name for name, _ in events].count("draft") == 1
    retries = [data["message"] for name, data in events if data.get("stage") == "retry"]
    assert retries == ["Revising the draft, as it did not pass validation...", "Revised draft generated"]
    name, complete = events[-1]
    assert name == "complete" and complete["success"] is True
    assert words.lower() in first.lower() and words.lower() not in complete["output"].lower()


def test_a_draft_that_never_passes_is_revised_twice_and_then_given_up(start_changed):
    events = read_like_the_web_application(start_changed(forbidding("Simulated output")), "/run/stream", INPUT)
    assert stages(events)[-6:] == [
        ("validator", 80),
        ("retry", 85),
        ("retry", 90),
        ("retry", 90),
        ("retry", 95),
        ("fail", 100),
    ]
    name, error = events[-1]
    assert name == "error" and "Simulated output" in error["error"]


def test_a_model_that_fails_is_asked_three_times(start_changed):
    server = start_changed(with_models(shipped("content"), "generator", "broken/x"))
    events = read_like_the_web_application(server, "/run/stream", INPUT)
    shown = [(data["stage"], data["progress"]) for name, data in events if name == "progress"]
    assert shown[0] == ("load_prompts", 10) and shown[-1] == ("fail", 100)
    assert set(shown[1:-1]) == {("generator", 30)}
    again = [data["message"] for _, data in events if data.get("message", "").startswith("Trying again: ")]
    assert len(again) == 2
    assert events[-1][0] == "error" and events[-1][1]["error"]


@pytest.mark.parametrize("leaving", ["generator", "retry"])
def test_a_client_that_leaves_ends_it(start, configuration, tmp_path, leaving):
    folder = tmp_path / "pipelines"
    folder.mkdir()
    (folder / "content.yaml").write_text(forbidding("Simulated output"))
    slow = "providers:\n  simulator: {api: simulator, first_token: 300ms, tokens_per_second: 60, output_tokens: 60}\n"
    server = start("--config", configuration(slow), "--pipelines", folder)
    with httpx.stream("POST", server.url + "/run/stream", json=INPUT, timeout=30) as response:
        for text in response.iter_text():
            if f'"stage":"{leaving}"' in text:
                break
    wait_until(lambda: server.metric("penstock_generations_total", outcome="abandoned") == 1)
    assert server.metric("penstock_abandonments_total") == 1
    assert server.metric("penstock_generations_active") == 0
