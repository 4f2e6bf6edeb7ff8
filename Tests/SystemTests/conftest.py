"""The real binary on a free loopback port, started and ended by each test that wants it."""

import pytest

# The fixtures among them are found here; the rest is what the tests import.
from penstock_server import BINARY, BUILD, ROOT, Penstock, configuration, free_port, start, wait_until

__all__ = ["BINARY", "BUILD", "ROOT", "Penstock", "configuration", "free_port", "start", "wait_until"]


FAST = """
providers:
  simulator: {api: simulator, first_token: 5ms, tokens_per_second: 2000, output_tokens: 60}
"""


@pytest.fixture
def fast(configuration):
    """A simulator that does not make a test wait."""
    return configuration(FAST)
