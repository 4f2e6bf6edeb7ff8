"""A real Prometheus that scrapes one address, and answers queries."""

import json
import subprocess
import time

import httpx

from penstock_server import free_port, wait_until


class Prometheus:
    """On a free loopback port, with its data below `folder`; `job` adds to the scrape job's configuration."""

    def __init__(self, folder, address, *flags, interval="200ms", rules=(), **job):
        self.url = f"http://127.0.0.1:{free_port()}"
        configuration = {
            "global": {"scrape_interval": interval, "scrape_timeout": interval, "evaluation_interval": interval},
            "rule_files": [str(path) for path in rules],
            "scrape_configs": [{"job_name": "penstock", "static_configs": [{"targets": [address]}], **job}],
        }
        # JSON is YAML.
        (folder / "prometheus.yaml").write_text(json.dumps(configuration))
        self.log = (folder / "prometheus.log").open("w+")
        self.process = subprocess.Popen(
            [
                "prometheus", f"--config.file={folder / 'prometheus.yaml'}", f"--storage.tsdb.path={folder / 'tsdb'}",
                f"--web.listen-address={self.url.removeprefix('http://')}", *flags,
            ],
            stdout=self.log,
            stderr=self.log,
        )

    def query(self, expression):
        """The samples of an instant query, native histograms left out; none while it is not up yet."""
        try:
            answer = httpx.get(self.url + "/api/v1/query", params={"query": expression}, timeout=10)
        except httpx.TransportError:
            return []
        if answer.status_code == 503:
            return []
        assert answer.status_code == 200, f"{expression}: {answer.text}"
        return [
            (one["metric"], float(one["value"][1])) for one in answer.json()["data"]["result"] if "value" in one
        ]

    def values(self, expression):
        return [value for _, value in self.query(expression)]

    def wait_for(self, expression, seconds=30):
        """The samples, once there are any."""
        return wait_until(lambda: self.query(expression), seconds, lambda: self._explain(expression))

    def wait_for_values(self, expression, expected, seconds=30):
        wait_until(lambda: self.values(expression) == expected, seconds, lambda: self._explain(expression))

    def wait_for_scrape(self):
        """Two scrapes that began after now."""
        now = time.time()
        self.wait_for(f'timestamp(up{{job="penstock"}}) > {now + 1}')

    def target(self):
        active = httpx.get(f"{self.url}/api/v1/targets").json()["data"]["activeTargets"]
        return active[0] if active else {"health": "unknown"}

    def _explain(self, expression):
        self.log.seek(0)
        return f"{expression} is {self.query(expression)}\n{self.log.read()[-2000:]}"

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
