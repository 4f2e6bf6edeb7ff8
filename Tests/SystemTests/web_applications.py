"""How the web applications read, that were there before Penstock; and the shipped pipelines, to be changed by a test."""

import json
import shutil

import httpx
import httpx_sse

from conftest import ROOT


def read_data_blocks(server, path, body):
    """Does no more than the applications' own readers did: splits on blank lines, and expects `data: {…}`."""
    events = []
    with httpx.stream("POST", server.url + path, json=body, timeout=60) as response:
        assert response.status_code == 200
        buffer = ""
        for text in response.iter_text():
            buffer += text
            *blocks, buffer = buffer.split("\n\n")
            for block in blocks:
                if block.startswith("data: "):
                    events.append(json.loads(block[6:]))
    assert buffer == ""
    return events


def read_as_specified(server, path, body):
    """The same by an independent client; checks what the events' framing promises to such clients."""
    with httpx.Client(timeout=60) as client:
        with httpx_sse.connect_sse(client, "POST", server.url + path, json=body) as source:
            source.response.raise_for_status()
            assert source.response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert source.response.headers["cache-control"] == "no-cache, no-transform"
            assert source.response.headers["x-accel-buffering"] == "no"
            received = list(source.iter_sse())
    assert all(event.event == "message" for event in received)
    # An id that stands alone dispatches nothing (by the specification); this client dispatches it without data.
    positions = [tuple(map(int, event.id.split("."))) for event in received if event.id]
    assert positions == sorted(positions) and len(set(positions)) > 3
    return [json.loads(event.data) for event in received if event.data]


PIPELINES = ROOT / "Sources" / "CEmbed" / "pipelines"


def lay_out(folder, name, text):
    """Makes a directory of one shipped pipeline with another text, beside its schemas and prompts."""
    folder.mkdir()
    (folder / f"{name}.yaml").write_text(text)
    if (PIPELINES / name).exists():
        shutil.copytree(PIPELINES / name, folder / name)
    return folder


def shipped(name, *replacements):
    """The text of a shipped pipeline file, with each (old, new) replaced"""
    text = (PIPELINES / f"{name}.yaml").read_text()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text


def with_models(text, step, model):
    """The pipeline's text, with one step asking another model, and no step waiting long before it tries again."""
    head, mark, tail = text.partition(f"  - id: {step}\n")
    assert mark, step
    before, models, after = tail.partition("    models: [")
    assert models and "  - id: " not in before, f"{step} asks no model"
    return (head + mark + before + f"    models: [{model}]" + after[after.index("]") + 1 :]).replace(
        "wait: 500ms", "wait: 10ms"
    )
