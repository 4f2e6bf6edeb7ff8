extension FaultyFile {
    /// Mistakes in checks and their repair.
    static let checks = [
        steps(
            "rules that are none",
            """
            steps:
              - {id: a, kind: check, value: input.topic, rules: {count: {min: 2}}}
              - {id: b, kind: check, value: input, rules: {consecutive: {from: -1}}}
              - {id: c, kind: check, value: "", rules: {holds: []}}
              - {id: d, kind: check, value: "a b", rules: {holds: [input.tone ==, input.tones, {a: b}], \
            lenght: {}}}
              - {id: e, kind: check, value: input.topic, rules: {holds: input.tone, count: {min: 3, max: 2, \
            mean: 2}}}
            """,
            """
            p.yaml:11:33: "input.topic" is no list
            p.yaml:12:33: "input" is no list
            p.yaml:12:61: consecutive needs "member"
            p.yaml:12:68: "from" must be a whole number from 0 to 2147483647, found the number -1
            p.yaml:13:33: "value" must be a path such as input.topic or steps.draft, found the string ""
            p.yaml:13:52: "holds" must have at least 1 element, found 0
            p.yaml:14:33: "value" must be a path such as input.topic or steps.draft, found the string "a b"
            p.yaml:14:69: the expression ends where a value must stand
            p.yaml:14:71: unknown name "tones" in "input.tones"; did you mean "tone"? Possible: tone, topic
            p.yaml:14:84: an element of "holds" must be an expression, found a mapping
            p.yaml:14:93: unknown key "lenght"; did you mean "length"? Rules has: length, sections, \
            forbidden, pattern, schema, count, consecutive, holds
            p.yaml:15:33: "input.topic" is no list
            p.yaml:15:61: "holds" must be a list, found "input.tone"
            p.yaml:15:97: unknown key "mean". Count has: min, max
            """
        ),
        steps(
            "repairs that cannot be",
            """
            steps:
              - {id: a, kind: transform, template: x}
              - {id: m, kind: model, models: [simulator/w], prompt: x}
              - {id: n, kind: model, models: [simulator/w], prompt: "{{steps.m}}"}
              - id: c
                kind: check
                value: steps.a
                rules: {length: {min: 1}}
                repair: {step: a, rounds: 0, prompt: "{{reasons}} {{previous}} {{round}} {{reason}}", \
            message: "{{model}}"}
              - id: d
                kind: check
                value: steps.a
                rules: {length: {min: 1}}
                repair: {step: m, rounds: 2, prompt: x, progress: {start: 20, complete: 10}}
              - id: e
                kind: check
                value: steps.n
                rules: {length: {min: 1}}
                repair: {step: m, rounds: 2, prompt: x, progress: {start: 20}}
              - id: f
                kind: check
                value: steps.m
                needs: [m]
                rules: {length: {min: 1}}
                repair: {step: n, rounds: 2, promt: x}
              - id: g
                kind: check
                value: steps.m
                rules: {length: {min: 1}}
                repair: {step: x}
            """,
            """
            p.yaml:18:20: "a" is a transform step, and only a model can be asked again; possible: m, n
            p.yaml:18:31: "rounds" must be a whole number from 1 to 10, found the number 0
            p.yaml:18:78: unknown name "reason"; did you mean "reasons"? Possible: input, pipeline, \
            previous, reasons, round, steps
            p.yaml:18:101: unknown name "model". Possible: input, pipeline, previous, reasons, round, steps
            p.yaml:23:20: what is checked is not made from what "m" answers
            p.yaml:23:55: "complete" is less than "start"
            p.yaml:28:20: between "m" and this check stands "n", which is a model step; only transforms can \
            run again
            p.yaml:28:55: progress needs "complete"
            p.yaml:34:20: "n" is no step that is over before this check; possible: m
            p.yaml:34:34: unknown key "promt"; did you mean "prompt"? A repair has: step, rounds, prompt, \
            message, progress
            p.yaml:39:13: a repair needs "rounds"
            p.yaml:39:13: a repair needs "prompt"
            p.yaml:39:20: "x" is no step that is over before this check; possible: m, n
            """
        ),
        steps(
            "a repair over a check and a for_each",
            isStructural: false,
            """
            steps:
              - {id: m, kind: model, models: [simulator/w], prompt: x, schema: {type: array}}
              - {id: each, kind: for_each, over: steps.m, step: {id: body, kind: transform, value: item}}
              - {id: first, kind: check, value: steps.each, rules: {count: {min: 1}}}
              - {id: last, kind: transform, values: {each: steps.each, passed: steps.first.passed}}
              - id: c
                kind: check
                value: steps.last
                rules: {schema: {type: object}}
                repair: {step: m, rounds: 2, prompt: x}
            """,
            """
            p.yaml:19:20: between "m" and this check stands "each", which is a for_each step; only \
            transforms can run again
            p.yaml:19:20: between "m" and this check stands "first", which is a check step; only transforms \
            can run again
            """
        ),
        steps(
            "a repair of what may not have run",
            isStructural: false,
            """
            steps:
              - {id: m, kind: model, models: [simulator/w], prompt: x, optional: true}
              - {id: f, kind: transform, template: "{{#steps.m}}{{steps.m}}{{/steps.m}}", when: length(steps.m) > 0}
              - id: c
                kind: check
                value: steps.f
                rules: {length: {min: 1}}
                repair: {step: m, rounds: 2, prompt: x}
            """,
            """
            p.yaml:17:20: "m" may be skipped or fail by itself ("when", "optional"), and what a repair repeats may not
            p.yaml:17:20: "f" may be skipped or fail by itself ("when", "optional"), and what a repair repeats may not
            """
        ),
    ]
}
