"""What each alert is held to: series minute by minute, and whether it fires.

A case fires with this summary, or it is silent; in every case all other alerts are silent too, but for those it names.
Series are written as Prometheus' unit tests write them: `0+10x30` begins at 0 and adds 10 in each of 30 minutes.
"""

import dataclasses

CONNECTS = 'penstock_stream_connects_total{job="penstock", instance="a", pipeline="p", '
ESTABLISHED = CONNECTS + 'outcome="established", reason=""}'
BAD_REQUEST = CONNECTS + 'outcome="failed", reason="bad_request"}'
OVERLOADED = CONNECTS + 'outcome="failed", reason="overloaded"}'
DRAINING = CONNECTS + 'outcome="failed", reason="draining"}'
GENERATIONS = 'penstock_generations_total{job="penstock", instance="a", pipeline="p", outcome="%s"}'
STEP = 'job="penstock", instance="a", pipeline="p", step="s"'
ABANDONMENTS = "penstock_abandonments_total{" + STEP + "}"
STEPS = "penstock_steps_total{" + STEP + ', outcome="%s"}'
SLOW = "penstock_step_slow_total{" + STEP + "}"
RETRIES = "penstock_step_retries_total{" + STEP + "}"
FALLBACKS = "penstock_step_fallbacks_total{" + STEP + "}"
SUM = "penstock_step_duration_seconds_sum{" + STEP + ', outcome="ok"}'
COUNT = "penstock_step_duration_seconds_count{" + STEP + ', outcome="ok"}'
RELOADED = 'penstock_config_last_reload_successful{job="penstock", instance="a"}'
CIRCUIT = 'penstock_provider_circuit_state{job="penstock", instance="a", provider="acme", model="m"}'
COST = 'penstock_cost_dollars_total{' + STEP + ', provider="v", model="m"}'
SPENT = 'penstock_budget_spent_ratio{job="penstock", instance="a", budget="ann"}'
AUTHENTICATIONS = 'penstock_authentications_total{job="penstock", instance="a", outcome="%s"}'
UP = 'up{job="penstock", instance="a"}'

EVERYTHING_AT_0 = [
    ESTABLISHED, BAD_REQUEST, OVERLOADED, DRAINING, ABANDONMENTS, SLOW, RETRIES, FALLBACKS, SUM, COUNT, CIRCUIT,
    COST, SPENT,
    *(GENERATIONS % outcome for outcome in ("complete", "error", "cancelled", "abandoned")),
    *(AUTHENTICATIONS % outcome for outcome in ("ok", "missing", "malformed", "unknown", "expired", "revoked", "scope")),
    *(STEPS % outcome for outcome in ("ok", "error", "timeout", "cancelled", "skipped")),
]


@dataclasses.dataclass
class Case:
    name: str
    series: dict
    alert: str | None = None
    summary: str | None = None
    minutes: tuple = (5, 10, 15, 20, 30, 40, 50, 60)
    """When it is looked at; a firing case is silent at the first of them and fires at the last."""
    is_up: bool = True
    labels: dict = dataclasses.field(default_factory=dict)


PIPELINE = {"job": "penstock", "pipeline": "p"}
STEP_LABELS = {**PIPELINE, "step": "s"}
DAY = (1450, 1470, 1500)
SPIKE = (1499, 1520, 1561)


def after_a_day(per_minute, before, then):
    """Runs whose mean is `before` seconds for 24 hours and `then` seconds in the hour that follows."""
    day = 1440
    total = per_minute * before * day
    return {
        COUNT: f"0+{per_minute}x{day + 60}",
        SUM: f"0+{per_minute * before}x{day} {total + per_minute * then}+{per_minute * then}x59",
    }


CASES = [
    Case("idle: nothing happens", {}),
    Case(
        "a new service: its series begin, and a good load with them",
        {
            ESTABLISHED: "_x5 0 3+10x50", BAD_REQUEST: "_x5 0+0x51", GENERATIONS % "complete": "_x5 0 3+10x50",
            STEPS % "ok": "_x5 0 3+10x50", STEPS % "error": "_x5 0+0x51", SLOW: "_x5 0+0x51",
            COUNT: "_x5 0 3+10x50", SUM: "_x5 0 30+100x50", ABANDONMENTS: "_x5 0+0x51",
        },
    ),
    Case(
        "a restart: every counter begins anew, and the target is gone for a minute",
        {
            UP: "1+0x29 0 1+0x30",
            ESTABLISHED: "0+10x29 _ 0+10x30", OVERLOADED: "7+0x29 _ 0+0x30",
            GENERATIONS % "complete": "0+10x29 _ 0+10x30", ABANDONMENTS: "9+0x29 _ 0+0x30",
            STEPS % "ok": "0+10x29 _ 0+10x30", STEPS % "error": "9+0x29 _ 0+0x30", SLOW: "9+0x29 _ 0+0x30",
            COUNT: "0+10x29 _ 0+10x30", SUM: "0+100x29 _ 0+100x30",
        },
        is_up=False,
    ),
    Case(
        "one bad request on a quiet server",
        {ESTABLISHED: "0+1x60", BAD_REQUEST: "0x20 1+0x39", STEPS % "ok": "0+1x60", STEPS % "error": "0x20 1+0x39"},
    ),
    Case(
        "one bad request among the fewest that count",
        {ESTABLISHED: "0+4x60", BAD_REQUEST: "0x20 1+0x39", GENERATIONS % "complete": "0+4x60"},
    ),
    Case(
        "low traffic, and all of it goes wrong",
        {
            ESTABLISHED: "0+1x60", OVERLOADED: "0+1x60", GENERATIONS % "abandoned": "0+1x60",
            ABANDONMENTS: "0+1x60", STEPS % "error": "0+1x60", COUNT: "0+1x60", SUM: "0+99x60",
        },
    ),
    Case(
        "a drain: new streams are refused, running ones are cut off, while another server goes on",
        {
            ESTABLISHED: "0+10x60", DRAINING: "0x30 0+50x30",
            GENERATIONS % "complete": "0+10x30 300+0x30", GENERATIONS % "cancelled": "0x30 200+0x30",
            STEPS % "ok": "0+10x30 300+0x30", STEPS % "cancelled": "0x30 200+0x30",
        },
    ),
    Case(
        "a target is down",
        {UP: "1+0x10 0+0x10"},
        "PenstockTargetDown", "a cannot be scraped", (5, 10, 14), False, {"job": "penstock", "instance": "a"},
    ),
    Case(
        "no target is known",
        {'up{job="other"}': "1+0x10"},
        "PenstockTargetMissing", "Prometheus scrapes no Penstock at all", (3, 6), False, {"job": "penstock"},
    ),
    Case(
        "a reload is refused, and its mistake stays",
        {RELOADED: "1+0x9 0+0x20"},
        "PenstockReloadRefused", "a runs on what it read before", (9, 12, 30),
        labels={"job": "penstock", "instance": "a"},
    ),
    Case("a reload is refused, and the next one is not", {RELOADED: "1+0x9 0+0x3 1+0x46"}),
    Case(
        "one stream in ten cannot be opened",
        {ESTABLISHED: "0+9x60", OVERLOADED: "0+1x60"},
        "PenstockStreamConnectFailures", "10% of the streams of p could not be opened", (3, 60),
        labels=PIPELINE,
    ),
    Case(
        "two bad requests on a quiet server",
        {ESTABLISHED: "0+5x60", BAD_REQUEST: "0x19 2+0x39"},
        minutes=(20, 21, 22, 23, 24, 25),
    ),
    Case("one stream in twenty-five cannot be opened", {ESTABLISHED: "0+24x60", OVERLOADED: "0+1x60"}),
    Case(
        "three readers in ten leave",
        {GENERATIONS % "complete": "0+7x60", GENERATIONS % "abandoned": "0+3x60", ABANDONMENTS: "0+3x60"},
        "PenstockUsersAbandon", "30% of the readers of p left before the end", (12, 60), labels=PIPELINE,
    ),
    Case(
        "one reader in ten leaves",
        {GENERATIONS % "complete": "0+9x60", GENERATIONS % "abandoned": "0+1x60", ABANDONMENTS: "0+1x60"},
    ),
    Case(
        "one run in twenty fails",
        {STEPS % "ok": "0+19x60", STEPS % "timeout": "0+1x60"},
        "PenstockStepFailures", "5% of the runs of p/s fail", (6, 60), labels=STEP_LABELS,
    ),
    Case(
        "some runs fail at once in an hour that is good otherwise",
        {STEPS % "ok": "0+100x60", STEPS % "error": "0x54 0+10x2 30+0x3"},
        minutes=(56, 57, 58, 59, 60),
    ),
    Case(
        "two runs fail of the fewest that count",
        {STEPS % "ok": "0+2x70", STEPS % "error": "0x59 2+0x10"},
        minutes=(61, 62, 63, 64, 65),
    ),
    Case("one run in two hundred fails", {STEPS % "ok": "0+199x60", STEPS % "error": "0+1x60"}),
    Case(
        "runs failed, and do so no more",
        {STEPS % "ok": "0+10x120", STEPS % "error": "0+5x10 50+0x110"},
        minutes=(30, 60, 90),
    ),
    Case(
        "every second request has a wrong key",
        {AUTHENTICATIONS % "ok": "0+10x60", AUTHENTICATIONS % "unknown": "0+7x60", AUTHENTICATIONS % "expired": "0+3x60"},
        "PenstockAuthenticationFailures", "10 requests a minute show no key that is believed", (4, 60),
        labels={"job": "penstock"},
    ),
    Case("now and then a key is wrong", {AUTHENTICATIONS % "ok": "0+10x60", AUTHENTICATIONS % "unknown": "0+1x60"}),
    Case("a key is for something else", {AUTHENTICATIONS % "scope": "0+10x60"}),
    Case(
        "somebody tries a few keys on a quiet server",
        {AUTHENTICATIONS % "unknown": "0x30 0+5x4 20+0x26"},
    ),
    Case(
        "every second run is tried again",
        {STEPS % "ok": "0+10x60", RETRIES: "0+5x60"},
        "PenstockStepRetries", "50% more attempts than runs of p/s", (4, 60),
        labels=STEP_LABELS,
    ),
    Case(
        "some runs are tried again, and some by the next model",
        {STEPS % "ok": "0+10x60", RETRIES: "0+2x60", FALLBACKS: "0+2x60"},
        "PenstockStepRetries", "40% more attempts than runs of p/s", (4, 60),
        labels=STEP_LABELS,
    ),
    Case("one run in ten is tried again", {STEPS % "ok": "0+10x60", RETRIES: "0+1x60"}),
    Case("a few runs are tried again on a quiet server", {STEPS % "ok": "0x30 0+1x4 4+0x26", RETRIES: "0x30 0+1x4 4+0x26"}),
    Case(
        "half of the runs are slow",
        {STEPS % "ok": "0+10x60", SLOW: "0+5x60"},
        "PenstockStepSlow", "50% of the runs of p/s take over twice their normal time", (4, 60),
        labels=STEP_LABELS,
    ),
    Case("one run in ten is slow", {STEPS % "ok": "0+10x60", SLOW: "0+1x60"}),
    Case("a few slow runs on a quiet server", {STEPS % "ok": "0x30 0+1x4 4+0x26", SLOW: "0x30 0+1x4 4+0x26"}),
    Case(
        "a step takes three times as long as the day before",
        after_a_day(10, 2, 6),
        "PenstockStepSlowerThanYesterday", "p/s takes 3.0 times as long as yesterday", DAY, labels=STEP_LABELS,
    ),
    Case("a step takes half as long again as the day before", after_a_day(10, 2, 3), minutes=DAY),
    Case("a step of no time takes three times as long", after_a_day(10, 0.01, 0.03), minutes=DAY),
    Case("few runs, and three times as long", after_a_day(1, 2, 6), minutes=DAY),
    Case(
        "a step that ran only thirty times the day before",
        {COUNT: "0x1400 30+0x39 30+10x60", SUM: "0x1400 60+0x39 60+60x60"},
        minutes=DAY,
    ),
    Case(
        "a step that is a day old has no yesterday to be held against",
        {COUNT: "_x1440 0+1x60", SUM: "_x1440 0+90x60"},
        minutes=DAY,
    ),
    Case(
        "a model is down for an hour, and is tried every other minute",
        {CIRCUIT: "0+0x4 2 2 1 2 2 1 2 2 2 1 2 2 1 2 2 2 1 2 2 1 2 2 2 1 2 2"},
        "PenstockCircuitOpen",
        "acme/m keeps failing and is not asked",
        minutes=(4, 12, 25),
        labels={"job": "penstock", "provider": "acme", "model": "m"},
    ),
    Case("a hiccup: a model was not asked for two minutes", {CIRCUIT: "0+0x9 2 2 0+0x50"}),
    Case("nobody asks a model any more that was down", {CIRCUIT: "0+0x9 2 2 2 1+0x50"}),
    Case(
        "a pipeline costs five times as much as the day before",
        {COST: "0+0.1x1500 150+0.5x120"},
        "PenstockCostSpike", "p costs 5.0 times as much per hour as yesterday", SPIKE, labels=PIPELINE,
    ),
    Case("a pipeline costs twice as much as the day before", {COST: "0+0.1x1500 150+0.2x120"}, minutes=SPIKE),
    Case("a few cents are five times as much", {COST: "0+0.001x1500 1.5+0.005x120"}, minutes=SPIKE),
    Case("a new pipeline has no yesterday", {COST: "_x1500 0+0.5x120"}, minutes=SPIKE),
    Case(
        "an owner has spent nearly all of the day",
        {SPENT: "0+0.03x30 0.9+0x30"},
        "PenstockSpendingLineNear", "ann has spent 90% of what may be spent today", (5, 60),
        labels={"job": "penstock", "budget": "ann"},
    ),
    Case("an owner has spent half of it", {SPENT: "0.5+0x60"}),
]
