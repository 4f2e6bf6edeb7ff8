"""Penstock's release binary beside servers that were not written here."""

import json
import pathlib
import sys

import pytest

# What the system tests start and read servers with.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "SystemTests"))

import tiny_model  # noqa: E402
from llama import Llama  # noqa: E402
from penstock_server import BINARY, BUILD, ROOT, Penstock, configuration, free_port, start, wait_until  # noqa: E402
from prometheus import Prometheus  # noqa: E402

# Those of the system tests' modules import them from here.
__all__ = ["BINARY", "BUILD", "ROOT", "Penstock", "configuration", "free_port", "start", "wait_until"]

# Whomever the shipped pipelines name is the same server.
PROVIDERS = ["openai", "anthropic", "gemini", "simulator"]


def providers(llama):
    """A configuration in which every provider is this server."""
    one = {"api": "openai_chat", "base_url": llama.url, "max_concurrency": 8}
    # JSON is YAML.
    return json.dumps({"providers": {name: one for name in PROVIDERS}})


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    tiny_model.write(path)
    return path


@pytest.fixture
def start_llama(model, tmp_path):
    running = []

    def start_llama(*flags):
        running.append(Llama(tmp_path, model, *flags))
        return running[-1]

    yield start_llama
    for one in running:
        one.stop()


@pytest.fixture
def llama(start_llama):
    """Requests wait for each other."""
    return start_llama("--interrupt_requests", "false")


@pytest.fixture
def server(start, configuration, llama):
    """Penstock with its shipped pipelines, all of whose models are the tiny one."""
    return start("--config", configuration(providers(llama)))


@pytest.fixture
def start_pipeline(start, configuration, tmp_path):
    """Starts Penstock with one pipeline, whose models are on this server."""

    def start_pipeline(llama, text):
        folder = tmp_path / "pipelines"
        folder.mkdir()
        (folder / "one.yaml").write_text(text)
        return start("--config", configuration(providers(llama)), "--pipelines", folder)

    return start_pipeline


@pytest.fixture
def prometheus(tmp_path):
    running = []

    def start(address, *flags):
        running.append(Prometheus(tmp_path, address, *flags))
        return running[-1]

    yield start
    for one in running:
        one.stop()
