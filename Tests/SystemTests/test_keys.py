"""Keys from the command that makes them to the server that believes them, and what web pages may ask."""

import os
import signal
import subprocess

import httpx
import pytest
import yaml

from conftest import BINARY

LIST = "/v1/generations"


def run(*arguments):
    return subprocess.run(
        [str(BINARY), "keys", *(str(argument) for argument in arguments)], capture_output=True, text=True, timeout=30
    )


def create(file, owner, *more):
    result = run("create", "--file", file, "--owner", owner, *more)
    assert result.returncode == 0, result.stderr
    assert f"This is {owner}'s key; it is not shown again" in result.stderr
    return result.stdout.removesuffix("\n")


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def ask(server, key, method="GET", path=LIST, **options):
    return httpx.request(method, server.url + path, headers=bearer(key), timeout=30, **options)


def reload(server, line="reloaded"):
    lines = len(server.lines)
    server.signal(signal.SIGHUP)
    return server.wait_for_line(line, after=lines)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "keys.yaml"


# MARK: The command


def test_a_key_is_shown_once_and_stored_as_its_hash(file):
    first = create(file, "anna")
    second = create(file, 'Ben "O"', "--tenant", "acme", "--scopes", "read,metrics", "--expires", "90d", "--note=for: the shop")
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    entries = yaml.safe_load(text)
    for key, entry in zip((first, second), entries):
        prefix, identifier, secret = key.split("_")
        assert prefix == "pk" and entry["id"] == identifier and len(secret) == 32
        assert secret not in text
        digest = subprocess.run(["sha256sum"], input=key, capture_output=True, text=True).stdout.split()[0]
        assert entry["hash"] == f"sha256:{digest}"
    assert entries[0]["scopes"] == ["generate"] and "expires" not in entries[0]
    assert entries[1]["owner"] == 'Ben "O"' and entries[1]["tenant"] == "acme" and entries[1]["note"] == "for: the shop"
    assert os.listdir(file.parent) == ["keys.yaml"]

    listed = run("list", "--file", file).stdout.splitlines()
    assert listed[0].split() == ["ID", "OWNER", "TENANT", "SCOPES", "STATE", "NOTE"]
    assert listed[1].split() == [entries[0]["id"], "anna", "-", "generate", "valid", "-"]
    assert "read,metrics  until 20" in listed[2]


def test_what_people_wrote_stays(file):
    key = create(file, "anna")
    file.write_text("# Ours.\n" + file.read_text() + "  # the end")
    before = file.read_text()
    create(file, "ben")
    assert file.read_text().startswith(before + "\n- id:")
    identifier = key.split("_")[1]
    assert f"{identifier} of anna is revoked" in run("revoke", identifier, "--file", file).stdout
    assert f"{identifier} was revoked before" in run("revoke", identifier, "--file", file).stdout
    text = file.read_text()
    assert text.startswith("# Ours.\n") and "# the end" in text
    assert "revoked 20" in run("list", "--file", file).stdout.splitlines()[1]


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([], "penstock keys does: create --file FILE --owner OWNER"),
        (["make"], "penstock keys does: create --file FILE --owner OWNER"),
        (["create", "--owner", "a"], "create needs --file FILE"),
        (["create", "--file", "PATH"], "create needs --owner OWNER"),
        (["create", "--file", "PATH", "--owner"], "--owner needs a value behind it"),
        (["create", "--file", "PATH", "--owner", ""], "--owner is 1 to 200 characters without line breaks"),
        (["create", "--file", "PATH", "--owner", "a", "--scope", "read"], "unknown argument --scope; there are: --expires,"),
        (["create", "--file", "PATH", "--owner", "a", "--scopes", "raed"], 'there is no scope "raed"; there are: generate, read'),
        (["create", "--file", "PATH", "--owner", "a", "--expires", "soon"], "--expires soon: write a day, 2027-01-31"),
        (["create", "--file", "PATH", "--owner", "a", "--expires", "2020-01-01"], "--expires 2020-01-01: that is over"),
        (["create", "--file", "/no/such/folder/keys", "--owner", "a"], "cannot open /no/such/folder: No such file or directory"),
        (["list", "--file", "PATH"], "cannot read PATH: No such file or directory"),
        (["revoke", "--file", "PATH"], "penstock keys does: "),
        (["revoke", "x", "--file", "PATH"], "there is no file PATH"),
    ],
)
def test_a_mistake_is_answered_by_one_sentence(arguments, sentence, file):
    result = run(*(file if argument == "PATH" else argument for argument in arguments))
    assert result.returncode != 0
    assert result.stderr.startswith("penstock: " + sentence.replace("PATH", str(file)))
    assert result.stderr.count("\n") == 1
    assert result.stdout == "" and not file.exists()


# MARK: The server


def test_keys_are_asked_for_on_every_address(start, fast, file):
    anna, ben = create(file, "anna"), create(file, "ben", "--scopes", "read,generate")
    scraper = create(file, "prometheus", "--scopes", "metrics")
    server = start("--config", fast, "--keys", file, "--listen", "0.0.0.0:0")
    ready = server.wait_for_line("ready")
    assert ready["keys"] == 3 and "0.0.0.0:" in ready["listen"]
    refused = httpx.post(server.url + "/run", json={"topic": "rivers"})
    assert refused.status_code == 401 and refused.headers["www-authenticate"] == 'Bearer realm="penstock"'
    started = ask(server, anna, "POST", "/run", json={"topic": "rivers"})
    assert started.status_code == 200
    path = LIST + "/" + started.headers["generation-id"]
    assert ask(server, anna, path=path).json()["status"] == "complete"
    for identifier in (path, LIST + "/01a1f9cd-272c-7aa5-804f-905f47212066"):
        for method, rest in [("GET", ""), ("GET", "/events"), ("POST", "/cancel"), ("DELETE", "")]:
            assert ask(server, ben, method, identifier + rest).status_code == 404
    assert ask(server, ben).json() == {"generations": []}
    assert len(ask(server, anna).json()["generations"]) == 1
    assert httpx.get(server.url + "/livez").status_code == 200
    assert httpx.get(server.url + "/metrics").status_code == 401
    assert ask(server, anna, path="/metrics").status_code == 403
    assert 'penstock_authentications_total{outcome="missing"} 2' in ask(server, scraper, path="/metrics").text
    line = server.wait_for_line("generation")
    assert line["owner"] == "anna" and line["key"] == anna.split("_")[1]
    assert anna.split("_")[2] not in str(server.lines)


def test_a_reload_exchanges_keys_and_a_mistake_leaves_them(start, fast, file):
    old = create(file, "anna")
    server = start("--config", fast, "--keys", file)
    new = create(file, "anna")
    assert ask(server, new).status_code == 401
    assert reload(server)["keys"] == 2
    assert run("revoke", old.split("_")[1], "--file", file).returncode == 0
    assert ask(server, new).status_code == ask(server, old).status_code == 200
    reload(server)
    assert ask(server, new).status_code == 200
    revoked = ask(server, old)
    assert revoked.status_code == 401 and revoked.json()["detail"] == "the key was revoked"
    assert revoked.headers["www-authenticate"] == 'Bearer realm="penstock", error="invalid_token"'

    whole = file.read_text()
    file.write_text(whole + "- id: x\n  hsh: sha256:0\n")
    refused = reload(server, "reload failed; what was read before stays")
    assert refused["fault"].startswith(f"{file}:{whole.count(chr(10)) + 1}:3: ")
    assert ask(server, new).status_code == 200
    check = subprocess.run([str(BINARY), "check", "--keys", str(file)], capture_output=True, text=True)
    assert check.returncode == 1 and 'unknown key "hsh"; did you mean "hash"?' in check.stderr

    # Whoever took the file away has not let everybody in.
    file.unlink()
    assert "cannot read" in reload(server, "reload failed; what was read before stays")["fault"]
    assert ask(server, new).status_code == 200 and httpx.get(server.url + LIST).status_code == 401


def test_keys_may_be_a_credential(start, fast, tmp_path):
    (tmp_path / "credentials").mkdir()
    key = create(tmp_path / "credentials" / "keys", "anna")
    server = start("--config", fast, environment={"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")})
    assert httpx.get(server.url + LIST).status_code == 401
    assert ask(server, key).status_code == 200


def test_keys_begin_and_end_with_a_restart(start, configuration, file):
    key = create(file, "anna")
    path = configuration("loops: 1\n")
    server = start("--config", path)
    configuration(f"loops: 1\nkeys: {file}\n")
    assert reload(server)["needs_restart"] == "keys"
    assert httpx.get(server.url + LIST).status_code == 200
    server = start("--config", path)
    configuration("loops: 1\n")
    assert reload(server)["needs_restart"] == "keys"
    assert httpx.get(server.url + LIST).status_code == 401 and ask(server, key).status_code == 200


# MARK: Web pages


def test_a_page_asks_before_it_asks(start, configuration, file):
    page = {"Origin": "https://app.example"}
    key = create(file, "anna")
    path = configuration("cors_origins: [https://app.example]\n")
    server = start("--config", path, "--keys", file)
    preflight = httpx.options(
        server.url + "/run/stream",
        headers={
            **page, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert preflight.status_code == 204 and preflight.content == b""
    assert preflight.headers["access-control-allow-origin"] == "https://app.example"
    assert preflight.headers["access-control-allow-methods"] == "POST"
    assert "Authorization" in preflight.headers["access-control-allow-headers"].split(", ")
    with httpx.stream(
        "POST", server.url + "/run/stream", headers={**bearer(key), **page}, json={"topic": "x"}, timeout=30
    ) as response:
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == "https://app.example"
        assert "Generation-ID" in response.headers["access-control-expose-headers"].split(", ")
        assert response.headers["vary"] == "Origin"
    assert httpx.get(server.url + LIST, headers=page).headers["access-control-allow-origin"] == "https://app.example"

    configuration("{}\n")
    reload(server)
    assert httpx.options(server.url + "/run/stream", headers=page).status_code == 405
    assert not [name for name in httpx.get(server.url + LIST, headers=page).headers if name.startswith("access-control")]


@pytest.mark.parametrize("origin", ["https://app.example/", "app.example", "*,https://app.example", "null"])
def test_what_is_no_origin_is_refused(origin):
    result = subprocess.run([str(BINARY), "check", "--cors-origins", origin], capture_output=True, text=True, timeout=30)
    assert result.returncode == 1
    assert "is no origin; write https://HOST or https://HOST:PORT in lower case" in result.stderr
