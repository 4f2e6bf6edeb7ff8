"""What an operator gets wrong is answered by one clear sentence and a non-zero exit."""

import socket
import subprocess

import pytest

from conftest import BINARY


def run(*arguments, environment=None):
    return subprocess.run(
        [str(BINARY), *(str(argument) for argument in arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        env=environment,
    )


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([], "penstock needs to be told what to do: serve, check, keys, schema, metrics, help or version"),
        (["sevre"], 'unknown command "sevre"; there are: serve, check, keys, schema, metrics, help, version'),
        (["serve", "--lissen", "x"], "unknown argument --lissen; did you mean --listen?"),
        (["serve", "--listen"], "--listen needs ADDRESS behind it"),
        (["serve", "--listen", "8080"], "--listen: 8080: expected HOST:PORT, [IPV6]:PORT or unix:/PATH"),
        (["serve", "--loops", "0"], "--loops must be a whole number from 1 to 64, found the number 0"),
        (["serve", "--drain-delay", "5"], "--drain-delay must be a duration of at most 1h, found the number 5 without a unit"),
        (["serve", "--config", "/no/such/file"], "cannot read /no/such/file: No such file or directory"),
        (["serve", "--pipelines", "/no/such/folder"], "cannot list /no/such/folder: No such file or directory"),
        (["serve", "--data", "/no/such/folder/data"], "cannot make /no/such/folder/data: No such file or directory"),
        (["serve", "--listen", "0.0.0.0:0"], "0.0.0.0:"),
        (["serve", "--listen", "203.0.113.7:80"], "this machine has no such address"),
    ],
)
def test_a_mistake_on_the_command_line(arguments, sentence):
    result = run(*arguments)
    assert result.returncode != 0
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("serve", "--listen", "127.0.0.1:%d" % other.getsockname()[1])
    assert result.returncode == 1
    assert "another process listens there; stop it, or choose another with --listen" in result.stderr


def test_other_machines_need_insecure_in_words(start):
    refused = run("serve", "--listen", "0.0.0.0:0")
    assert "can be reached from other machines" in refused.stderr and "(--keys)" in refused.stderr and "--insecure" in refused.stderr


def test_a_data_directory_belongs_to_one_server(start, fast, tmp_path):
    start("--config", fast, "--data", tmp_path / "data")
    second = run("serve", "--listen", "127.0.0.1:0", "--data", tmp_path / "data")
    assert second.returncode == 1
    assert "another penstock uses" in second.stderr


def test_check_names_every_mistake_of_every_file(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "name: a\nsteps:\n  - {id: x, kind: model, models: [simulator/x], promt: Hi}\n"
        "  - {id: y, kind: transform, template: '{{steps.z}}'}\n"
    )
    (tmp_path / "b.yaml").write_text("name: b\ntimeout: 5\nsteps: []\n")
    result = run("check", "--pipelines", tmp_path)
    assert result.returncode == 1
    assert f'{tmp_path}/a.yaml:3:49: unknown key "promt"; did you mean "prompt"?' in result.stderr
    assert f'{tmp_path}/a.yaml:4:41: unknown name "z" in "steps.z"' in result.stderr
    assert f"{tmp_path}/b.yaml:2:10: " in result.stderr
    assert f"{tmp_path}/b.yaml:3:8: " in result.stderr


def test_check_names_every_mistake_of_the_files_beside_a_pipeline(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "name: a\nsteps:\n  - id: x\n    kind: model\n    models: [simulator/x]\n"
        "    prompt: {file: parts/x.prompt.md}\n    schema: {file: parts/x.schema.json}\n"
        "  - {id: y, kind: model, models: [simulator/x], prompt: {file: none.md}}\n"
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "x.prompt.md").write_text("Say\nwhat {{steps.z}} is.\n")
    (tmp_path / "parts" / "x.schema.json").write_text('{\n  "type": "object",\n  "requird": []\n}\n')
    result = run("check", "--pipelines", tmp_path)
    assert result.returncode == 1
    assert f'{tmp_path}/parts/x.prompt.md:2:6: unknown name "z" in "steps.z"' in result.stderr
    assert f'{tmp_path}/parts/x.schema.json:3:3: "requird" is no keyword of JSON Schema; did you mean "required"?' in (
        result.stderr
    )
    assert f"{tmp_path}/a.yaml:8:64: cannot read {tmp_path}/none.md: No such file" in result.stderr
    (tmp_path / "parts" / "x.prompt.md").write_text("Say what it is.\n")
    (tmp_path / "parts" / "x.schema.json").write_text('{"type": "object"}\n')
    (tmp_path / "none.md").write_text("Hi\n")
    assert run("check", "--pipelines", tmp_path).returncode == 0


def test_check_finds_the_shipped_pipelines_sound():
    result = run("check")
    assert result.returncode == 0
    assert result.stdout.startswith("content: 4 steps, version ")


def test_the_configuration_file_names_its_mistakes(configuration):
    path = configuration("listen: 127.0.0.1:0\nlops: 2\nproviders:\n  simulator: {api: simulater}\n")
    result = run("serve", "--config", path)
    assert result.returncode == 1
    assert f'{path}:2:1: unknown key "lops"; did you mean "loops"?' in result.stderr
    assert f'{path}:4:20: "api" must be one of: simulator' in result.stderr


def test_help_lists_every_setting():
    text = run("help").stdout
    for flag in ["--listen", "--admin", "--config", "--data", "--pipelines", "--loops", "--insecure", "--drain-delay", "--keys", "--cors-origins"]:
        assert flag in text
