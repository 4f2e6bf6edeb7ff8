"""The real binary on a free loopback port, and fixtures that start and configure it."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import httpx
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Which build is tested: `debug`, with every check that the compiler can make, or `release`, which is what runs.
BUILD = os.environ.get("PENSTOCK_BUILD", "release")
BINARY = ROOT / ".build" / BUILD / "penstock"


def wait_until(condition, seconds=20, explain=lambda: "it did not come true"):
    """The first true value of `condition`; after so many seconds, a failure in the words of `explain`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(explain())
        time.sleep(0.02)
    return value


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Penstock:
    """One running server: its address, its log, its metrics."""

    def __init__(self, *arguments, environment=None, pass_fds=(), preexec_fn=None):
        command = [str(BINARY), "serve", "--listen", "127.0.0.1:0", "--log-format", "json"]
        self.lines = []
        self.process = subprocess.Popen(
            command + [str(argument) for argument in arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # No test asks a vendor, whoever runs it.
            env={**{k: v for k, v in os.environ.items() if not k.endswith("_API_KEY")}, **(environment or {})},
            pass_fds=pass_fds,
            preexec_fn=preexec_fn,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = self.wait_for_line("ready")["listen"].split()[0]

    @property
    def url(self):
        return f"http://{self.address}"

    @property
    def endpoint(self):
        host, port = self.address.rsplit(":", 1)
        return host, int(port)

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def wait_for_line(self, event, seconds=20, after=0):
        """The next log line of this kind."""

        def find():
            for line in self.lines[after:]:
                if line["event"] == event:
                    return line
            if self.process.poll() is not None and not self._reader.is_alive():
                raise AssertionError(f"penstock ended: {self.process.stderr.read()}")
            return None

        return wait_until(find, seconds, lambda: f"no log line {event!r}; there are {self.lines[-5:]}")

    def metrics(self):
        """Every sample of /metrics, by its name and labels as they are written."""
        text = httpx.get(self.url + "/metrics").text
        samples = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                samples[name] = float(value)
        return samples

    def metric(self, name, **labels):
        """The sum of a family's samples that have these labels."""
        return sum(
            value
            for key, value in self.metrics().items()
            if key.split("{")[0] == name and all(f'{label}="{wanted}"' in key for label, wanted in labels.items())
        )

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=20):
        return self.process.wait(timeout=seconds)

    def stop(self):
        """Ends it at once, as two signals do."""
        for _ in range(2):
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGINT)
                time.sleep(0.15)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("penstock did not stop")


@pytest.fixture
def start():
    """Starts servers that end with the test."""
    running = []

    def start(*arguments, **options):
        server = Penstock(*arguments, **options)
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def configuration(tmp_path):
    """Writes a configuration file and returns its path."""

    def write(text):
        path = tmp_path / "penstock.yaml"
        path.write_text(text)
        return path

    return write
