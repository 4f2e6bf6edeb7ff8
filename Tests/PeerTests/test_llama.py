"""Real generations by llama.cpp's server, with what is peculiar about it.

Its model writes gibberish, so nothing is said here of what the text means; but every answer has the form that its
pipeline asks for, since the server holds the model to the schema by a grammar.
"""

import json

import httpx
import httpx_sse

from web_applications import read_data_blocks

FORM = {"companyName": "Tidewater Ferries", "description": "Runs electric ferries between four islands."}
# One day: the model cannot count, and every number that it writes is 1.
PLAN = {"duration": {"value": 1}, "profile": {"name": "Robin", "goals": ["Sleep better."]}}
VISION = "/api/vision-framework-v2/generate-stream"

# Without a chance of anything but what is likeliest, the model repeats itself and finds no end.
ENDLESS = """
name: endless
steps:
  - id: text
    kind: model
    models: [openai/tiny]
    prompt: Say something.
    temperature: 0
    max_tokens: 20000
"""
LONG = """
name: long
steps:
  - id: text
    kind: model
    models: [openai/tiny]
    prompt: Say something long.
    schema: {type: object, required: [text], properties: {text: {type: string, minLength: 900, maxLength: 1200}}}
    retry: {attempts: 3, wait: 10ms, longest: 10ms}
"""


def events_of(response):
    """Penstock's own events of a stream: names and data."""
    return [(event.event, json.loads(event.data)) for event in httpx_sse.EventSource(response).iter_sse() if event.data]


def read_back(server, generation):
    """Everything that happened in a generation."""
    url = f"{server.url}/v1/generations/{generation}/events"
    with httpx.stream("GET", url, params={"dialect": "penstock"}, timeout=60) as response:
        return events_of(response)


def newest(server):
    return httpx.get(server.url + "/v1/generations", params={"limit": 1}).json()["generations"][0]["generation"]


def of(events, name):
    return [data for kind, data in events if kind == name]


def check_usage(server, steps):
    """Of each of these steps the usage is known although the model server has told none."""
    used = {data["step"]: data["usage"] for data in of(read_back(server, newest(server)), "step_complete") if "usage" in data}
    assert set(used) == set(steps)
    for usage in used.values():
        assert usage["estimated"] is True
        assert usage["input_tokens"] > 0 and usage["output_tokens"] > 0


def scrapes(server):
    return server.metric("penstock_metrics_scrapes_total", format="protobuf", outcome="complete")


def test_the_content_pipeline_runs(server):
    with httpx.stream("POST", server.url + "/run/stream", json={"topic": "Why rivers meander"}, timeout=120) as response:
        assert response.status_code == 200
        events = events_of(response)
    name, complete = events[-1]
    assert name == "complete", events[-1]
    assert complete["success"] is True and len(complete["output"]) >= 40
    assert "Simulated" not in complete["output"]
    check_usage(server, ["generator"])
    assert server.metric("penstock_generations_total", pipeline="content", outcome="complete") == 1


def test_the_vision_framework_pipeline_runs_from_its_brief(server):
    answer = httpx.post(server.url + "/api/brief", json=FORM, timeout=120)
    assert answer.status_code == 200, answer.text
    brief = answer.json()["brief"]
    events = read_data_blocks(server, VISION, {**FORM, "brief": brief})
    assert events[-1]["type"] == "complete", events[-1]
    result = events[-1]["data"]
    assert list(result) == ["framework", "onePager", "qa", "scores"]
    assert 3 <= len(result["framework"]["pillars"]) <= 5
    assert all(check["passed"] in (True, False) for check in result["qa"]["checks"])
    assert all(0 <= section["score"] <= 100 for section in result["scores"].values())
    check_usage(server, ["framework", "one_pager", "qa", "scoring"])


def test_the_life_plan_pipeline_runs(server):
    events = read_data_blocks(server, "/api/lifeengine/generate-stream", PLAN)
    assert events[-1]["type"] == "complete", events[-1]
    assert [day["day"] for day in events[-1]["plan"]["days"]] == [1]
    assert {"type": "day_complete", "day": 1, "total": 1} in events
    check_usage(server, ["plan"])


def test_structured_output_in_openais_form_is_refused_and_asked_for_in_the_servers(server, llama):
    # OpenAI's form is a 500 here, which would otherwise be an error that passes by itself.
    refused = llama.chat(response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": {}}})
    assert refused.status_code == 500
    before = len(llama.statuses())
    answer = httpx.post(server.url + "/api/lifeengine/generate", json=PLAN, timeout=120)
    assert answer.status_code == 200, answer.text
    statuses = llama.statuses()[before:]
    assert statuses[0] == 500 and set(statuses[1:]) == {200}
    # Once is enough to know a server.
    httpx.post(server.url + "/api/lifeengine/generate", json=PLAN, timeout=120)
    assert llama.statuses()[before:].count(500) == 1


def cut(server, llama, pipeline):
    """The events of a generation whose model is taken away, when it has begun to speak, by another request."""
    events, is_cut = [], False
    with httpx.Client(timeout=120) as client:
        url = f"{server.url}/v1/pipelines/{pipeline}/generations"
        with httpx_sse.connect_sse(client, "POST", url, params={"dialect": "penstock"}, json={}) as source:
            for event in source.iter_sse():
                if event.data:
                    events.append((event.event, json.loads(event.data)))
                if event.event == "delta" and not is_cut:
                    is_cut = True
                    assert llama.chat(max_tokens=3).status_code == 200
    assert is_cut
    return events


def test_a_stream_that_another_request_cuts_is_truncated(start_llama, start_pipeline):
    llama = start_llama()
    server = start_pipeline(llama, ENDLESS)
    name, end = cut(server, llama, "endless")[-1]
    # It was ended by "[DONE]", but without a finish reason.
    assert (name, end["error_type"]) == ("generation_error", "provider_truncated")
    labels = {"provider": "openai", "error_type": "provider_truncated"}
    assert server.metric("penstock_provider_requests_total", **labels) == 1


def test_a_stream_that_another_request_cuts_is_asked_for_again(start_llama, start_pipeline):
    llama = start_llama()
    server = start_pipeline(llama, LONG)
    events = cut(server, llama, "long")
    assert events[-1][0] == "generation_complete"
    assert [retry["error_type"] for retry in of(events, "step_retry")] == ["provider_truncated"]
    assert len(events[-1][1]["result"]["text"]) >= 900


def test_prometheus_scrapes_while_the_model_writes(server, prometheus):
    scraper = prometheus(server.address, "--enable-feature=native-histograms")
    scraper.wait_for_values("up", [1])
    written, scraped = 0, scrapes(server)
    while written < 3 or scrapes(server) < scraped + 5:
        assert httpx.post(server.url + "/run", json={"topic": "Why rivers meander"}, timeout=120).status_code == 200
        written += 1
    labels = 'pipeline="content",step="generator",outcome="ok"'
    scraper.wait_for(f"histogram_count(penstock_step_duration_seconds{{{labels}}}) >= {written}")
    scraper.wait_for("histogram_quantile(0.5, sum(penstock_provider_time_to_first_token_seconds)) > 0")
    # Every scrape was whole, also those that ran while a model wrote.
    assert scraper.values("min_over_time(up[5m])") == [1]
    assert scraper.target()["lastError"] == ""
    assert scraper.values('sum(penstock_tokens_total{pipeline="content",step="generator"})')[0] > 0
