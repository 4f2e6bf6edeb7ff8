"""The README shows what really happens."""

import json
import re
import subprocess

import httpx

from conftest import BINARY, ROOT

README = (ROOT / "README.md").read_text()


def block(kind, containing):
    blocks = re.findall(rf"^```{kind}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    return next(text for text in blocks if containing in text)


def shape(text):
    """An event stream without what differs from run to run, and without the texts that the README cuts short."""
    text = re.sub(r"\[Simulated output\](?:[^\"\\]|\\.)*", "[Simulated output]", text)
    text = re.sub(r'"generation":"[^"]*"', '"generation":""', text)
    # How often progress is told in between depends on how the seconds fall.
    text = re.sub(r"^id: 1\.\d+$", "id: 1.N", text, flags=re.MULTILINE)
    return re.sub(r'("duration_ms"|"load_prompts"|"generator"|"formatter"|"validator"):\d+', r"\1:0", text)


def test_the_first_generation(start):
    command, shown = block("console", "/run/stream").split("\n", 1)
    body = json.loads(re.search(r"-d '(.*)'", command)[1])
    received = httpx.post(start().url + "/run/stream", json=body, timeout=60).text
    assert shape(received) == shape(shown)


def test_the_pipeline_that_is_built_from_nothing(start, tmp_path, fast):
    text = block("yaml", "name: haiku")
    pipelines = tmp_path / "pipelines"
    pipelines.mkdir()
    (pipelines / "haiku.yaml").write_text(text)
    server = start("--config", fast, "--pipelines", pipelines)
    shown = httpx.get(server.url + "/v1/pipelines/haiku").json()
    answer = httpx.post(server.url + "/haiku", json=shown["example"], timeout=30).text
    assert "event: generation_complete" in answer


def test_the_mistakes_that_check_explains(tmp_path):
    text = block("yaml", "name: haiku")
    broken = text.replace("      {{#input.mood}}\n", "").replace("      {{/input.mood}}\n", "")
    (tmp_path / "haiku.yaml").write_text(broken.replace("    value: steps.poem", "    vale: steps.poem"))
    result = subprocess.run([BINARY, "check", "--pipelines", tmp_path], capture_output=True, text=True)
    shown = block("console", "penstock check").split("\n", 1)[1]
    assert result.stderr.replace(str(tmp_path), "DIRECTORY") == shown


def test_every_pipeline_in_it_is_sound(tmp_path):
    for text in re.findall(r"^```yaml\n(name: .*?)^```", README, re.DOTALL | re.MULTILINE):
        (tmp_path / f"{text.split()[1]}.yaml").write_text(text)
    result = subprocess.run([BINARY, "check", "--pipelines", tmp_path], capture_output=True, text=True)
    assert result.stderr == ""
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "briefing", "course", "echo", "haiku", "quick",
    ]


def test_the_schema_for_editors_is_one():
    schema = json.loads(subprocess.run([BINARY, "schema"], capture_output=True, check=True).stdout)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert {"name", "steps"} == set(schema["required"])


def test_the_commands_exist():
    listed = re.findall(r"^\| `.build/release/penstock (\w+)`", README, re.MULTILINE)
    printed = subprocess.run([BINARY, "help"], capture_output=True, text=True, check=True).stdout
    assert set(listed) <= set(re.findall(r"^  penstock (\w+)", printed, re.MULTILINE))


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_every_target_has_its_sentence():
    described = set(re.findall(r"`(\w+)`", README.split("## Targets")[1].split("In order, when")[0]))
    targets = {path.name for path in (ROOT / "Sources").iterdir() if path.is_dir()}
    assert targets <= described, targets - described


def test_the_catalogue_of_metrics_is_what_the_program_says():
    shown = re.search(r"^<!-- metrics: .*?-->\n(.*)^<!-- end of metrics -->", README, re.DOTALL | re.MULTILINE)[1]
    assert shown == subprocess.run([BINARY, "metrics"], capture_output=True, text=True, check=True).stdout


def test_the_catalogue_is_complete(start, fast):
    def exposed(*settings):
        text = httpx.get(start("--config", fast, *settings).url + "/metrics").text
        return re.findall(r"^# TYPE (\w+)", text, re.MULTILINE)

    listed = subprocess.run([BINARY, "metrics"], capture_output=True, text=True, check=True).stdout
    always, asked = (re.findall(r"^\| `(\w+)`", table, re.MULTILINE) for table in listed.split("--metrics-otel"))
    assert exposed() == always
    assert exposed("--metrics-otel") == sorted(always + asked)


def test_the_named_settings_and_metrics_exist(start, fast):
    exposed = httpx.get(start("--config", fast).url + "/metrics").text
    families = set(re.findall(r"^# TYPE (\w+)", exposed, re.MULTILINE))
    assert set(re.findall(r"`(penstock_\w+)", README)) <= families
