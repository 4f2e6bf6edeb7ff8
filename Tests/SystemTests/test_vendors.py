"""Vendors over HTTP, with every failure of theirs that Penstock knows, asked by the real server."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from conftest import wait_until
from vendor import FAULTS, Vendor

# What each failure is called, and None where the answer comes through.
TYPES = {
    "400": "provider_refused_request",
    "401": "provider_auth",
    "403": "provider_auth",
    "404": "provider_refused_request",
    "408": "provider_server_error",
    "429": "provider_rate_limited",
    "429-seconds": "provider_rate_limited",
    "429-milliseconds": "provider_rate_limited",
    "429-date": "provider_rate_limited",
    "429-body": "provider_rate_limited",
    "quota": "provider_auth",
    "500": "provider_server_error",
    "503": "provider_overloaded",
    "529": "provider_overloaded",
    "html": "provider_protocol",
    "html-502": "provider_server_error",
    "stall-before-head": "timeout_first_token",
    "stall-in-head": "timeout_first_token",
    "stall-in-body": "timeout_idle",
    "drip": "timeout_first_token",
    "reset": "provider_truncated",
    "reset-before-head": "provider_connection",
    "half-close": "provider_truncated",
    "garbage": "provider_protocol",
    "garbage-in-chunks": "provider_protocol",
    "wrong-length": "provider_truncated",
    "cut": "provider_truncated",
    "error-in-stream": "provider_server_error",
    "malformed-frame": None,
    "endless-line": "provider_protocol",
}
KEY = "sk-test-0123456789abcdef"


@pytest.fixture
def vendor():
    vendor = Vendor()
    yield vendor
    vendor.stop()


@pytest.fixture
def ask(start, configuration, tmp_path, vendor):
    """Starts a server with a pipeline for each model of the vendor; what it answers is one JSON document."""
    folder = tmp_path / "pipelines"
    folder.mkdir()
    for model in ["good", *(f"fault-{name}" for name in FAULTS)]:
        # Two timeouts of a second at most, so that no failure takes longer than that.
        (folder / f"{model}.yaml").write_text(
            f"name: {model}\n"
            "input: {schema: {type: object}, example: {}}\n"
            "steps:\n"
            f"  - {{id: only, kind: model, models: [vendor/{model}], prompt: one two three, "
            "timeouts: {first_token: 800ms, idle: 800ms}}\n"
        )
    settings = f"{{api: openai_chat, base_url: {vendor.url}, key: {{env: VENDOR_KEY}}}}"
    server = start(
        "--config",
        configuration(f"providers:\n  vendor: {settings}\n"),
        "--pipelines",
        folder,
        environment={"VENDOR_KEY": KEY},
    )

    def ask(model):
        url = f"{server.url}/v1/pipelines/{model}/generations"
        return httpx.post(url, json={}, headers={"Accept": "application/json"}, timeout=30)

    ask.server = server
    return ask


def test_every_failure_has_its_name_and_is_counted_under_it(ask, vendor):
    assert set(TYPES) == set(FAULTS)
    with ThreadPoolExecutor(8) as pool:
        answers = dict(zip(TYPES, pool.map(lambda name: ask(f"fault-{name}"), TYPES), strict=True))
    seen = {}
    for name, answer in answers.items():
        seen[name] = answer.json()["error_type"] if answer.status_code >= 400 else None
    assert seen == TYPES
    for name, kind in TYPES.items():
        labels = {
            "provider": "vendor",
            "model": f"fault-{name}",
            "outcome": ("cancelled" if name in OURS else "error") if kind else "ok",
            "error_type": kind if kind and name not in OURS else "",
        }
        assert ask.server.metric("penstock_provider_requests_total", **labels) == 1, labels
    skipped = {"provider": "vendor", "model": "fault-malformed-frame"}
    assert ask.server.metric("penstock_provider_frames_skipped_total", **skipped) == 1


# Ended by us, because time was up.
OURS = {"stall-before-head", "stall-in-head", "stall-in-body", "drip"}
