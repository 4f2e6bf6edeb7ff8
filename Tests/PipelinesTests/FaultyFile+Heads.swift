extension FaultyFile {
    /// Mistakes in what stands above the steps.
    static let heads = [
        FaultyFile(
            "not YAML",
            "name: [p",
            """
            p.yaml:2:1: expected "," or "]": the list that begins in line 1 is not closed
            """
        ),
        FaultyFile(
            "empty",
            "",
            """
            p.yaml:1:1: the file is empty
            """
        ),
        FaultyFile(
            "a list",
            "- name: p",
            """
            p.yaml:1:1: the document must be a mapping, found a list
            """
        ),
        FaultyFile(
            "two documents",
            "name: p\n---\nname: q",
            """
            p.yaml:2:1: a second document begins here, but a file holds one
            """
        ),
        FaultyFile(
            "a misspelt key",
            "nmae: p\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:1:1: unknown key "nmae"; did you mean "name"? A pipeline has: name, title, \
            description, version, dialect, routes, on_disconnect, timeout, input, steps, result
            """
        ),
        FaultyFile(
            "a missing key",
            "name: p",
            """
            p.yaml:1:1: a pipeline needs "steps"
            """
        ),
        FaultyFile(
            "a foreign key",
            "name: p\nsecret: yes\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:2:1: unknown key "secret". A pipeline has: name, title, description, version, dialect, \
            routes, on_disconnect, timeout, input, steps, result
            """
        ),
        FaultyFile(
            "a bad name",
            "name: 9 lives\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:1:7: "name" must be a name of letters, digits, _ and -, beginning with a letter, found \
            "9 lives"
            """
        ),
        FaultyFile(
            "a name that is a number",
            "name: 9\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:1:7: "name" must be a string, found the number 9; quote it: "9"
            """
        ),
        FaultyFile(
            "an unknown dialect",
            "name: p\ndialect: contents\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:2:10: "dialect" must be one of: penstock, content, vision-framework, life-plan, found \
            "contents"; did you mean content?
            """
        ),
        FaultyFile(
            "bad durations",
            """
            name: p
            timeout: 30
            on_disconnect: {continue: soon}
            steps: [{id: a, kind: transform, template: x}]
            """,
            """
            p.yaml:2:10: "timeout" must be a duration from 1s to 1h, found the number 30 without a unit; \
            write 30 and one of: ms, s, m, h, d
            p.yaml:3:27: "continue" must be a duration of at most 1h, found "soon"; write whole numbers \
            with units (ms, s, m, h, d), such as 1500ms, 30s or 1h30m
            """
        ),
        FaultyFile(
            "a timeout beyond the bound",
            isStructural: false,
            "name: p\ntimeout: 2h\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:2:10: "timeout" must be a duration from 1s to 1h, found "2h"
            """
        ),
        FaultyFile(
            "an unknown policy",
            "name: p\non_disconnect: cancle\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:2:16: "on_disconnect" must be one of: cancel, continue, found "cancle"; did you mean \
            cancel?
            """
        ),
        FaultyFile(
            "bad routes",
            """
            name: p
            routes:
              - {path: run, answer: stream}
              - {path: /v1/run, answer: json}
              - {path: "/run/{id}", answer: xml}
              - {path: /run}
              - {path: /readyz/lag, answer: json}
            steps: [{id: a, kind: transform, template: x}]
            """,
            """
            p.yaml:3:12: "path" must be a path such as /api/generate, outside of /v1/ and without \
            parameters, found "run"
            p.yaml:4:12: "path" must be a path such as /api/generate, outside of /v1/ and without \
            parameters, found "/v1/run"
            p.yaml:5:12: "path" must be a path such as /api/generate, outside of /v1/ and without \
            parameters, found the string "/run/{id}"
            p.yaml:5:33: "answer" must be one of: stream, json, found "xml"
            p.yaml:6:5: a route needs "answer"
            p.yaml:7:12: "/readyz/lag" is answered by the server itself, to probes and scrapes
            """
        ),
        FaultyFile(
            "no steps",
            "name: p\nsteps: []",
            """
            p.yaml:2:8: "steps" must have at least 1 element, found 0
            """
        ),
        FaultyFile(
            "a result that nothing makes",
            isStructural: false,
            "name: p\nsteps: [{id: draft, kind: transform, template: x}]\nresult: steps.drafft",
            """
            p.yaml:3:9: unknown name "drafft" in "steps.drafft"; did you mean "draft"? Possible: draft
            """
        ),
        FaultyFile(
            "a faulty schema",
            isStructural: false,
            """
            name: p
            input:
              schema:
                type: object
                properties:
                  topic: {type: strin}
              example: {}
            steps: [{id: a, kind: transform, template: x}]
            """,
            """
            p.yaml:6:15: the schema is faulty at "/properties/topic/type": names 'strin', which is no type; \
            did you mean 'string'? There are: string, number, integer, boolean, array, object, null
            """
        ),
        FaultyFile(
            "an example that does not satisfy the schema",
            isStructural: false,
            """
            name: p
            input:
              schema: {type: object, required: [topic], properties: {topic: {type: string}, size: {minimum: 1}}}
              example: {size: 0}
            steps: [{id: a, kind: transform, template: x}]
            """,
            """
            p.yaml:4:12: the example does not satisfy the schema: /topic is required
            p.yaml:4:12: the example does not satisfy the schema: /size must be at least 1, is 0
            """
        ),
        FaultyFile(
            "mistakes everywhere",
            """
            name: p
            title: 7
            routes: [{path: 5, answer: stream}]
            input: {schema: {type: object}, exampel: {}}
            steps:
              - {id: 7, kind: transform, label: 8, tempalte: "{{input.topic}}"}
              - {id: b, kind: model, models: [7], prompt: "{{step}}", progress: {end: 5}}
            """,
            """
            p.yaml:2:8: "title" must be a string, found the number 7; quote it: "7"
            p.yaml:3:17: "path" must be a string, found the number 5; quote it: "5"
            p.yaml:4:33: unknown key "exampel"; did you mean "example"? An input has: schema, example
            p.yaml:6:5: a transform step needs one of: template, fields, value, values, merge
            p.yaml:6:10: "id" must be a string, found the number 7; quote it: "7"
            p.yaml:6:37: "label" must be a string, found the number 8; quote it: "8"
            p.yaml:6:40: unknown key "tempalte"; did you mean "template"? A transform step has: id, \
            label, icon, typical, progress, needs, when, optional, kind, message, completed, template, fields, \
            value, values, merge, format
            p.yaml:7:35: an element of "models" must be a string, found the number 7; quote it: "7"
            p.yaml:7:48: unknown name "step"; did you mean "steps"? Possible: input, pipeline, steps
            p.yaml:7:69: progress needs "start"
            p.yaml:7:70: unknown key "end". Progress has: start, complete
            """
        ),
        FaultyFile(
            "no example",
            "name: p\ninput: {schema: {type: object}}\nsteps: [{id: a, kind: transform, template: x}]",
            """
            p.yaml:2:8: an input needs "example"
            """
        ),
    ]
}
