extension FaultyFile {
    /// Mistakes in steps.
    static let steps = [
        steps(
            "an unknown kind",
            "steps:\n  - id: a\n    kind: modle\n    prompt: x",
            """
            p.yaml:12:11: "kind" must be one of: model, check, transform, for_each, found \
            "modle"; did you mean model?
            """
        ),
        steps(
            "no kind and no id",
            "steps:\n  - template: x",
            """
            p.yaml:11:5: a step needs "id"
            p.yaml:11:5: a step needs "kind"
            """
        ),
        steps(
            "progress that falls",
            isStructural: false,
            """
            steps:
              - {id: a, kind: transform, template: x, progress: {start: 10, complete: 40}}
              - {id: b, kind: transform, template: x, progress: {start: 39}}
              - {id: c, kind: transform, template: x}
              - {id: d, kind: transform, template: x, progress: {start: 40, complete: 39}}
            """,
            """
            p.yaml:12:5: progress begins at 39, but an earlier step reaches 40
            p.yaml:14:53: "complete" is less than "start"
            """
        ),
        steps(
            "two steps of one id",
            isStructural: false,
            "steps:\n  - {id: a, kind: transform, template: x}\n  - {id: a, kind: transform, template: y}",
            """
            p.yaml:12:5: there are two steps "a"
            """
        ),
        steps(
            "a key of another kind",
            "steps:\n  - {id: a, kind: transform, template: x, prompt: y}",
            """
            p.yaml:11:43: unknown key "prompt". A transform step has: id, \
            label, icon, typical, progress, needs, when, optional, kind, message, completed, template, fields, \
            value, values, merge, format
            """
        ),
        steps(
            "bad models",
            """
            steps:
              - {id: a, kind: model, prompt: x, models: [writer]}
              - {id: b, kind: model, prompt: x, models: [acme/writer]}
              - {id: c, kind: model, prompt: x, models: []}
              - {id: d, kind: model, prompt: x, models: simulator/writer}
            """,
            """
            p.yaml:11:46: an element of "models" must be a model such as simulator/writer (PROVIDER/MODEL), \
            found "writer"
            p.yaml:12:45: none of these models has a provider that is configured; configured: simulator
            p.yaml:13:45: "models" must have at least 1 element, found 0
            p.yaml:14:45: "models" must be a list, found "simulator/writer"
            """
        ),
        steps(
            "numbers out of range",
            """
            steps:
              - id: a
                kind: model
                models: [simulator/w]
                prompt: x
                max_tokens: 0
                temperature: 3
                progress: {start: 101}
                timeouts: {idle: 0ms, frist_token: 3s}
            """,
            """
            p.yaml:15:17: "max_tokens" must be a whole number from 1 to 1000000, found the number 0
            p.yaml:16:18: "temperature" must be a number from 0 to 2, found the number 3
            p.yaml:17:23: "start" must be a whole number from 0 to 100, found the number 101
            p.yaml:18:22: "idle" must be a duration from 1ms to 1h, found "0ms"
            p.yaml:18:27: unknown key "frist_token"; did you mean "first_token"? Timeouts has: \
            first_token, idle, total
            """
        ),
        steps(
            "names that templates cannot know",
            isStructural: false,
            """
            steps:
              - id: a
                kind: transform
                template: "{{input.topc}} {{input.tone}} {{step.a}} {{steps.b}} {{model}}"
              - id: b
                kind: transform
                template: |
                  {{#input.tone}}{{input.tone}}{{/input.tone}}
                  {{input.topic.size}}
            """,
            """
            p.yaml:13:16: unknown name "topc" in "input.topc"; did you mean "topic"? Possible: tone, topic
            p.yaml:13:31: "input.tone" may be missing; write {{#input.tone}}…{{/input.tone}} around it
            p.yaml:13:46: unknown name "step"; did you mean "steps"? Possible: input, pipeline, steps
            p.yaml:13:57: the step "b" is not over here; only earlier ones are known
            p.yaml:13:69: unknown name "model". Possible: input, pipeline, steps
            p.yaml:18:7: unknown name "size" in "input.topic.size"
            """
        ),
        steps(
            "templates that are none",
            isStructural: false,
            """
            steps:
              - {id: a, kind: transform, template: "x {{#input.tone}} y"}
              - {id: b, kind: transform, template: "{{input.topic"}
              - {id: c, kind: transform, template: x, message: "{{> partial}}"}
            """,
            """
            p.yaml:11:43: the section "input.tone" is never closed; it ends with {{/input.tone}}
            p.yaml:12:41: this tag is never closed
            p.yaml:13:53: the partial "partial" is not supported; write its text here
            """
        ),
        steps(
            "a transform of nothing and of both",
            """
            steps:
              - {id: a, kind: transform}
              - {id: b, kind: transform, template: x, fields: {y: z}}
            """,
            """
            p.yaml:11:5: a transform step needs one of: template, fields, value, values, merge
            p.yaml:12:51: "fields" cannot stand beside "template": a transform step has only one of template, \
            fields, value, values, merge
            """
        ),
        steps(
            "checks that check nothing",
            """
            steps:
              - {id: a, kind: check, value: input.topic, rules: {}}
              - {id: b, kind: check, value: input.topik, rules: {length: {min: 5, max: 2}}}
              - {id: c, kind: check, value: input.topic, rules: {pattern: "(", schema: {type: 7}}}
              - {id: d, kind: check, value: input.topic, rules: {forbidden: []}}
            """,
            """
            p.yaml:11:53: a check needs at least one rule
            p.yaml:12:33: unknown name "topik" in "input.topik"; did you mean "topic"? Possible: tone, topic
            p.yaml:12:62: "min" is greater than "max"
            p.yaml:13:63: pattern '(', character 1: '(' without ')'
            p.yaml:13:77: the schema is faulty at "/type": must be an array of strings
            p.yaml:14:65: "forbidden" must have at least 1 element, found 0
            """
        ),
        steps(
            "a faulty output schema",
            isStructural: false,
            """
            steps:
              - id: a
                kind: model
                models: [simulator/w]
                prompt: x
                schema:
                  type: object
                  properties:
                    days: {type: array, minItems: -1}
              - {id: b, kind: transform, template: "{{steps.a.days}}"}
            """,
            """
            p.yaml:18:29: the schema is faulty at "/properties/days/minItems": must be a whole number, 0 or more
            """
        ),
        steps(
            "a faulty step that later ones refer to",
            """
            steps:
              - {id: a, kind: transform, template: x, colour: red}
              - {id: b, kind: transform, template: "{{steps.a}} {{steps.c}}"}
            result: steps.a
            """,
            """
            p.yaml:11:43: unknown key "colour". A transform step has: id, \
            label, icon, typical, progress, needs, when, optional, kind, message, completed, template, fields, \
            value, values, merge, format
            p.yaml:12:53: unknown name "c" in "steps.c"; did you mean "a"? Possible: a
            """
        ),
    ]
}
