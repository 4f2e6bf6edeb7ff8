"""What strict parsers of others make of the real server's metrics."""

import gzip
import math
import random
import re
import resource
import struct
import subprocess
import urllib.request

import httpx
import pytest
from prometheus_client import parser as text_parser
from prometheus_client.openmetrics import parser as openmetrics_parser

from conftest import BUILD, ROOT
from exposition import families

OPENMETRICS = "application/openmetrics-text;version=1.0.0"
PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
REGISTRY = ROOT / ".build" / BUILD / "registry"
TEXTS = 100_000


@pytest.fixture
def used(start, fast):
    """A server with everything that can be exposed, on which something has happened."""
    server = start("--config", fast, "--metrics-otel")
    for topic in ["rivers", "kettles"]:
        httpx.post(server.url + "/run", json={"topic": topic}, timeout=60).raise_for_status()
    httpx.get(server.url + "/nothing")
    return server


def scrape(server, accept):
    response = httpx.get(server.url + "/metrics", headers={"Accept": accept})
    response.raise_for_status()
    return response


def test_promtool_has_no_complaint(used):
    text = scrape(used, "text/plain").content
    result = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_a_strict_openmetrics_parser_reads_all_of_it(used):
    response = scrape(used, OPENMETRICS)
    read = {family.name: family for family in openmetrics_parser.text_string_to_metric_families(response.text)}
    assert read["penstock_generations"].type == "counter"
    assert read["penstock_step_duration_seconds"].unit == "seconds"
    steps = [sample for sample in read["penstock_steps"].samples if sample.labels["step"] == "generator"]
    assert sum(sample.value for sample in steps if sample.labels["outcome"] == "ok") == 2
    text = scrape(used, "text/plain").text
    assert set(re.findall(r"^# TYPE (\S+)", text, re.M)) == {
        name + ("_total" if family.type == "counter" else "") for name, family in read.items()
    }


def test_a_protobuf_decoder_reads_the_same(used):
    read = {family.name: family for family in families(scrape(used, PROTOBUF).content)}
    text = {family.name: family for family in text_parser.text_string_to_metric_families(scrape(used, "text/plain").text)}
    assert {name.removesuffix("_total") for name in read} == set(text)
    for name, family in read.items():
        other = text[name.removesuffix("_total")]
        assert family.help == other.documentation
        # What changes by itself, or by the scrapes.
        if re.match("process_|penstock_(event_loop|metrics|http_connections)_", name):
            continue
        for metric in family.metric:
            labels = {pair.name: pair.value for pair in metric.label}
            shown = {
                (sample.name, sample.labels.get("le")): sample.value
                for sample in other.samples
                if {key: value for key, value in sample.labels.items() if key != "le"} == labels
            }
            if not metric.HasField("histogram"):
                value = metric.counter.value if metric.HasField("counter") else metric.gauge.value
                assert shown[name, None] == value
                continue
            histogram = metric.histogram
            assert shown[f"{name}_count", None] == histogram.sample_count
            assert shown[f"{name}_sum", None] == pytest.approx(histogram.sample_sum, abs=1e-12)
            buckets = {float(le): value for (_, le), value in shown.items() if le}
            assert buckets == {bucket.upper_bound: bucket.cumulative_count for bucket in histogram.bucket}


def test_native_buckets_hold_what_the_classic_ones_hold(used):
    read = {family.name: family for family in families(scrape(used, PROTOBUF).content)}
    seen = 0
    for metric in read["penstock_step_duration_seconds"].metric:
        histogram = metric.histogram
        assert histogram.schema == 3 and histogram.zero_threshold == 2**-20
        index, count, total = 0, 0, histogram.zero_count
        deltas = iter(histogram.positive_delta)
        for span in histogram.positive_span:
            index += span.offset
            for _ in range(span.length):
                count += next(deltas)
                total += count
                assert count >= 0
                if count:
                    # Some classic bucket must hold as many up to this bound's successor, and no fewer.
                    lower, upper = 2 ** ((index - 1) / 8), 2 ** (index / 8)
                    assert any(b.cumulative_count >= total for b in histogram.bucket if b.upper_bound >= lower), upper
                index += 1
        assert next(deltas, None) is None
        assert total == histogram.sample_count
        seen += total
    assert seen >= 8


def test_a_gzipped_scrape_is_the_same(used):
    def fetch(encoding):
        request = urllib.request.Request(used.url + "/metrics", headers={"Accept-Encoding": encoding})
        with urllib.request.urlopen(request) as response:
            return response.headers, response.read()

    headers, plain = fetch("identity")
    assert headers["Content-Encoding"] is None
    headers, packed = fetch("gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert len(packed) < len(plain) / 5
    names = re.compile(rb"^[^ ]+", re.M)
    assert names.findall(gzip.decompress(packed)) == names.findall(plain)
    assert fetch("gzip;q=0")[0]["Content-Encoding"] is None


# MARK: Exemplars


@pytest.mark.parametrize("limit, shown", [(1 << 40, 2.0**40), (resource.RLIM_INFINITY, 2.0**64)])
def test_the_most_memory_that_may_be_used_is_shown(start, fast, limit, shown):
    server = start(
        "--config", fast, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    )
    assert server.metric("process_virtual_memory_max_bytes") == shown


def check_exemplar(labels, value, milliseconds):
    power = int(labels["trace_id"], 16) >> 64
    assert labels == {"trace_id": f"{power:016x}ffffffffffffffff", "span_id": f"{power << 60 & 2**64 - 1:016x}"}
    assert value == pytest.approx(2**power / 1000)
    assert milliseconds == 1_700_000_000_123
    return power


def test_exemplars_are_read_from_openmetrics():
    read = openmetrics_parser.text_string_to_metric_families(expose([], "openmetrics").decode())
    example = next(family for family in read if family.name == "example_seconds")
    found = [sample.exemplar for sample in example.samples if sample.exemplar]
    powers = [check_exemplar(one.labels, one.value, round(1000 * float(one.timestamp))) for one in found]
    assert powers == sorted(set(powers)) and len(powers) > 10


def test_exemplars_and_native_buckets_are_read_from_protobuf():
    read = {family.name: family for family in families(expose([], "protobuf"))}
    histogram = read["example_seconds"].metric[0].histogram
    found = [bucket.exemplar for bucket in histogram.bucket if bucket.HasField("exemplar")]
    powers = [
        check_exemplar(
            {pair.name: pair.value for pair in one.label},
            one.value,
            one.timestamp.seconds * 1000 + one.timestamp.nanos // 1_000_000,
        )
        for one in found
    ]
    assert powers == sorted(set(powers)) and len(powers) > 10
    index, counts, count, deltas = 0, {}, 0, iter(histogram.positive_delta)
    for span in histogram.positive_span:
        index += span.offset
        for _ in range(span.length):
            count += next(deltas)
            if count:
                counts[index] = count
            index += 1
    # Each bucket is held to where its value must be: above the bound below it, and not above its own.
    expected = [math.ceil(8 * math.log2(2**power / 1000)) for power in range(15)]
    assert counts == {place: 1 for place in expected}


# MARK: Texts


def random_text(choose):
    alphabet = ['"', "\\", "\n", "\r", "\0", "\\n", "\t", "{", "}", ",", "=", " ", "#", "a", "é", "€", "😀", "\u2028", "\x7f", "\ufffd"]
    return "".join(choose.choice(alphabet) for _ in range(choose.randint(1, 12)))


def expose(texts, form):
    data = b"".join(struct.pack("<I", len(text)) + text for text in texts)
    return subprocess.run([REGISTRY, "expose", form], input=data, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def texts():
    choose = random.Random(7)
    return [(random_text(choose), random_text(choose)) for _ in range(TEXTS)]


def encoded(pairs):
    return [text.encode() for pair in pairs for text in pair]


def by_number(read):
    """Help text and label value by the family's number."""
    return {
        int(re.match(r"text(\d+)", name)[1]): (documentation, value)
        for name, documentation, value in read
    }


def helps(data, escapes):
    """The help texts as they are written: the parsers strip white space around them, which the formats do not."""
    # Only a line feed ends a line.
    found = (re.match(r"# HELP text(\d+)(?:_total)? (.*)", line, re.S) for line in data.split("\n"))
    unescaped = {"n": "\n", **{character: character for character in escapes}}
    return {
        int(match[1]): re.sub(r"\\(.)", lambda escape: unescaped[escape[1]], match[2], flags=re.S)
        for match in found
        if match
    }


def check_texts(parse, form, escapes, texts):
    data = expose(encoded(texts), form).decode()
    read = by_number(
        (family.name, family.documentation, family.samples[0].labels["value"])
        for family in parse(data)
        if family.name.startswith("text")
    )
    assert {number: value for number, (_, value) in read.items()} == dict(enumerate(value for _, value in texts))
    assert helps(data, escapes) == dict(enumerate(text for text, _ in texts))
    return read


def test_texts_come_back_from_the_text_format(texts):
    check_texts(text_parser.text_string_to_metric_families, "text", "\\", texts)


def test_texts_come_back_from_openmetrics(texts):
    read = check_texts(openmetrics_parser.text_string_to_metric_families, "openmetrics", '\\"', texts)
    assert {number: text for number, (text, _) in read.items()} == {
        number: text.lstrip(" ") for number, (text, _) in enumerate(texts)
    }


def test_texts_come_back_from_protobuf(texts):
    read = by_number(
        (family.name, family.help, family.metric[0].label[0].value)
        for family in families(expose(encoded(texts), "protobuf"))
        if family.name.startswith("text")
    )
    assert read == dict(enumerate(texts))


def test_what_is_not_utf8_is_replaced_and_counted():
    wrong = [b"\xff", b"a\xc3", b"\xed\xa0\x80b", b"\xf5\x80"]
    right = ["é".encode(), b"plain"]
    data = expose(wrong + right, "openmetrics").decode()
    read = list(openmetrics_parser.text_string_to_metric_families(data))
    count = next(family for family in read if family.name == "penstock_metrics_invalid_text")
    assert count.samples[0].value == len(wrong)
    shown = by_number((f.name, f.documentation, f.samples[0].labels["value"]) for f in read if f.name.startswith("text"))
    assert shown[0] == ("\ufffd", "a\ufffd")
    assert "\ufffd" in shown[1][0] and shown[1][0].endswith("b")
    assert shown[2] == ("é", "plain")
