"""llama.cpp's server, as its Python package serves it, with the tiny model."""

import ctypes
import os
import re
import signal
import subprocess
import sys

import httpx

from penstock_server import free_port, wait_until

PR_SET_PDEATHSIG = 1


class Llama:
    """On a free loopback port; its log is in `folder`. It answers every model name by the one model that it has."""

    def __init__(self, folder, model, *flags):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._log = (folder / f"llama-{self.port}.log").open("w+")
        command = [
            *(sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--model_alias", "tiny"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--n_ctx", "32768", "--n_threads", "1"),
            # Each request's chance follows from the one before.
            *("--seed", "7", *flags),
        ]
        libc = ctypes.CDLL(None)
        self.process = subprocess.Popen(
            command,
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            # It ends with the tests, however they end.
            preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),
        )
        wait_until(self._answers, 60, self.log)

    def _answers(self):
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(f"{self.url}/models").status_code == 200
        except httpx.TransportError:
            return False

    def log(self):
        self._log.seek(0)
        return self._log.read()

    def statuses(self):
        """How it answered every chat completion so far."""
        return [int(status) for status in re.findall(r'"POST /v1/chat/completions HTTP/1.1" (\d+)', self.log())]

    def chat(self, **members):
        """Asks it directly."""
        body = {"model": "tiny", "messages": [{"role": "user", "content": "Say something."}], **members}
        return httpx.post(f"{self.url}/chat/completions", json=body, timeout=60)

    def stop(self):
        # What it still writes need not be waited for.
        self.process.kill()
        self.process.wait()
        self._log.close()
