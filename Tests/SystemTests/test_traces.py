"""Spans reach a collector: written by Penstock, read by OpenTelemetry's own code."""

import base64
import http.server
import json
import re
import subprocess
import threading

import httpx
import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

from conftest import BINARY, wait_until

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


class Collector:
    """Takes what is posted to it on loopback, and answers with a status of the test's choice."""

    def __init__(self):
        self.requests = []
        self.status = 200
        collector = self

        class Answer(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.requests.append((self.path, self.headers["Content-Type"], body))
                self.send_response(collector.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1/traces"

    def spans(self):
        found = []
        for path, kind, body in self.requests:
            assert path == "/v1/traces"
            request = trace_service_pb2.ExportTraceServiceRequest()
            if kind == "application/json":
                # The one difference between OTLP's JSON and protobuf's own: ids are hexadecimal.
                json_format.Parse(json.dumps(with_base64_ids(json.loads(body))), request)
            else:
                assert kind == "application/x-protobuf"
                request.ParseFromString(body)
            for resource in request.resource_spans:
                names = {item.key: item.value.string_value for item in resource.resource.attributes}
                assert names["service.name"] == "penstock"
                for scope in resource.scope_spans:
                    found += scope.spans
        return found

    def wait_for(self, count, seconds=20):
        wait_until(
            lambda: len(self.spans()) >= count, seconds, lambda: f"only {[span.name for span in self.spans()]}"
        )
        return {span.name: span for span in self.spans()}

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def with_base64_ids(value):
    if isinstance(value, list):
        return [with_base64_ids(item) for item in value]
    if isinstance(value, dict):
        return {
            name: base64.b64encode(bytes.fromhex(item)).decode()
            if name in ("traceId", "spanId", "parentSpanId")
            else with_base64_ids(item)
            for name, item in value.items()
        }
    return value


@pytest.fixture
def collector():
    collector = Collector()
    yield collector
    collector.stop()


def attributes(span):
    return {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in span.attributes}


@pytest.mark.parametrize("form", ["protobuf", "json"])
def test_a_generation_is_one_tree_of_spans_in_its_callers_trace(start, fast, collector, form):
    server = start("--config", fast, "--trace-endpoint", collector.url, "--trace-format", form)
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "tracestate": "vendor=1"}
    answer = httpx.post(server.url + "/run/stream", json={"topic": "x"}, headers=headers, timeout=30)
    assert "event: complete" in answer.text
    spans = collector.wait_for(8)
    assert {span.trace_id.hex() for span in spans.values()} == {TRACE}
    assert {span.trace_state for span in spans.values()} == {"vendor=1"}

    def below(child, parent):
        assert spans[child].parent_span_id == spans[parent].span_id, (child, parent)
        # The request's beginning is told from its end, on another clock.
        assert spans[parent].start_time_unix_nano <= spans[child].start_time_unix_nano + 50_000_000
        assert spans[child].end_time_unix_nano <= spans[parent].end_time_unix_nano + 50_000_000

    assert spans["POST /run/stream"].parent_span_id.hex() == PARENT
    below("invoke_workflow content", "POST /run/stream")
    for step in ["load_prompts", "generator", "formatter", "validator"]:
        below(f"step {step}", "invoke_workflow content")
    below("attempt 1", "step generator")
    below("chat writer", "attempt 1")

    call = attributes(spans["chat writer"])
    assert call["gen_ai.operation.name"] == "chat"
    assert call["gen_ai.request.model"] == "writer"
    assert call["gen_ai.usage.output_tokens"] == 60
    assert call["penstock.cost_dollars"] == 0
    request = attributes(spans["POST /run/stream"])
    assert request["http.response.status_code"] == 200
    assert request["penstock.request_id"] == answer.headers["x-request-id"]
    exposed = httpx.get(server.url + "/metrics", headers={"Accept": "application/openmetrics-text"}).text
    for family in ["step", "generation", "provider_request"]:
        pattern = rf'^penstock_{family}_duration_seconds_bucket{{.*}} \d+ # {{trace_id="{TRACE}",span_id="[0-9a-f]{{16}}"}}'
        assert re.search(pattern, exposed, re.MULTILINE), family
    said = str(collector.requests)
    assert "Simulated output" not in said and '"topic"' not in said
    assert server.wait_for_line("generation")["trace_id"] == TRACE
    assert server.wait_for_line("request")["trace_id"] == TRACE


@pytest.mark.parametrize("form", ["protobuf", "json"])
def test_prompts_and_answers_are_exported_once_that_is_switched_on(start, fast, collector, form):
    server = start("--config", fast, "--trace-endpoint", collector.url, "--trace-format", form, "--trace-content")
    topic = 'Größe "\\" \x01 \U0001F600'
    answer = httpx.post(server.url + "/run", json={"topic": topic}, timeout=30)
    call = attributes(collector.wait_for(8)["chat writer"])
    [asked] = json.loads(call["gen_ai.input.messages"])
    assert asked["role"] == "user" and asked["parts"][0]["type"] == "text"
    assert topic in asked["parts"][0]["content"]
    [answered] = json.loads(call["gen_ai.output.messages"])
    assert answered["role"] == "assistant" and answered["finish_reason"] in ["stop", "length"]
    assert answered["parts"] == [{"type": "text", "content": answer.json()["output"]}]
    for instructions in json.loads(call.get("gen_ai.system_instructions", "[]")):
        assert instructions["type"] == "text" and instructions["content"]


def test_what_a_broken_call_had_said_is_exported_too_and_long_texts_are_cut(start, configuration, collector, tmp_path):
    settings = "providers:\n  simulator: {api: simulator, first_token: 1ms, tokens_per_second: 0, failures: {cut: 1}}\n"
    pipelines = tmp_path / "pipelines"
    pipelines.mkdir()
    (pipelines / "echo.yaml").write_text(
        "name: echo\non_disconnect: cancel\n"
        "input: {schema: {type: object, required: [text], properties: {text: {type: string}}}, example: {text: x}}\n"
        "steps:\n  - {id: say, kind: model, models: [simulator/x], prompt: 'Ä{{input.text}}'}\n"
    )
    server = start(
        "--config", configuration(settings), "--pipelines", pipelines,
        "--trace-endpoint", collector.url, "--trace-content",
    )
    url = server.url + "/v1/pipelines/echo/generations"
    httpx.post(url, json={"text": "ä" * 3000}, headers={"Accept": "application/json"}, timeout=30)
    call = attributes(collector.wait_for(5)["chat x"])
    [asked] = json.loads(call["gen_ai.input.messages"])
    assert asked["parts"][0]["content"] == "Ä" + "ä" * 2047 + "… (1906 more bytes)"
    [answered] = json.loads(call["gen_ai.output.messages"])
    assert answered["finish_reason"] == "error"


def assert_is_one_tree(spans, root):
    """Nobody but `root` is without a parent, and every parent was exported."""
    assert [span.name for span in spans.values() if not span.parent_span_id] == [root]
    known = {span.span_id for span in spans.values()}
    assert {span.parent_span_id for span in spans.values()} <= known | {b""}
    assert len({span.trace_id for span in spans.values()}) == 1


def test_what_a_check_says_of_an_input_reaches_the_client_only(start, fast, collector, tmp_path):
    pipelines = tmp_path / "pipelines"
    pipelines.mkdir()
    (pipelines / "pay.yaml").write_text(
        "name: pay\non_disconnect: cancel\n"
        "input: {schema: {type: object}, example: {card: 1}}\n"
        "steps:\n"
        "  - id: look\n    kind: check\n    value: input\n"
        "    rules: {schema: {properties: {card: {maximum: 3}}, additionalProperties: false}}\n"
    )
    server = start("--config", fast, "--pipelines", pipelines, "--trace-endpoint", collector.url)
    url = server.url + "/v1/pipelines/pay/generations?dialect=penstock"
    text = httpx.post(url, json={"card": 4111111111111111, "swordfish": 1}, timeout=30).text
    assert "/card must be at most 3, is 4111111111111111; /swordfish is not allowed" in text
    redacted = "The result did not pass its check: /card violates 'maximum'; /* violates 'additionalProperties'"
    assert server.wait_for_line("generation")["error"] == redacted
    spans = collector.wait_for(3)
    assert {span.status.message for span in spans.values() if span.status.message} == {redacted}
    for content in ["4111111111111111", "swordfish"]:
        assert content not in json.dumps(server.lines)
        assert not [span for span in spans.values() if content in str(span)]


def test_what_fails_is_exported_though_its_trace_is_not_sampled(start, configuration, collector):
    settings = "providers:\n  simulator: {api: simulator, first_token: 5ms, failures: {error: 1}}\n"
    server = start("--config", configuration(settings), "--trace-endpoint", collector.url, "--trace-ratio", "0")
    httpx.post(server.url + "/run/stream", json={"topic": "x"}, timeout=30)
    spans = collector.wait_for(6)
    assert_is_one_tree(spans, root="POST /run/stream")
    failed = spans["chat writer"]
    assert failed.status.code == 2
    assert attributes(failed)["error.type"] == "provider_server_error"
    assert attributes(spans["POST /run/stream"])["http.response.status_code"] == 200


def test_an_unsampled_trace_that_goes_well_is_not_exported(start, fast, collector):
    server = start("--config", fast, "--trace-endpoint", collector.url)
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-00"}
    httpx.post(server.url + "/run/stream", json={"topic": "x"}, headers=headers, timeout=30)
    httpx.post(server.url + "/run/stream", json={"topic": "y"}, timeout=30)
    spans = collector.wait_for(8)
    assert TRACE not in {span.trace_id.hex() for span in collector.spans()}
    assert server.wait_for_line("generation")["trace_id"] == TRACE
    assert len(spans) == 8


def test_a_collector_that_refuses_or_is_away_disturbs_nobody(start, fast, collector):
    collector.status = 400
    server = start("--config", fast, "--trace-endpoint", collector.url)
    assert "event: complete" in httpx.post(server.url + "/run/stream", json={"topic": "x"}, timeout=30).text
    collector.wait_for(8)
    wait_until(lambda: server.metric("penstock_trace_spans_dropped_total") == 8)
    assert server.metric("penstock_trace_exports_total", outcome="rejected") >= 1
    away = start("--config", fast, "--trace-endpoint", "http://127.0.0.1:1/v1/traces")
    assert "event: complete" in httpx.post(away.url + "/run/stream", json={"topic": "x"}, timeout=30).text
    wait_until(lambda: away.metric("penstock_trace_exports_total", outcome="retried") >= 1)


def test_a_faulty_endpoint_is_said_at_the_start():
    result = subprocess.run([BINARY, "check", "--trace-endpoint", "collector:4318"], capture_output=True, text=True)
    assert result.returncode != 0
    assert "--trace-endpoint" in result.stderr and "http://" in result.stderr
