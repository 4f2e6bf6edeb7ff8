extension FaultyFile {
    /// Mistakes in transforms and loops.
    static let transforms = [
        steps(
            "transforms of too much",
            """
            steps:
              - {id: a, kind: transform, template: x, value: input.topic, merge: [input.tpic]}
              - {id: b, kind: transform, value: input.topic, format: json}
              - {id: c, kind: transform, template: x, format: xml}
              - {id: d, kind: transform, values: [input.topic]}
              - {id: e, kind: transform, value: "input.topic + 1"}
              - {id: f, kind: transform, values: {x: {y: z}}}
              - {id: g, kind: transform, template: "{{input.tone}}", format: html}
              - {id: h, kind: transform, label: x}
            """,
            """
            p.yaml:11:50: "value" cannot stand beside "template": a transform step has only one of template, \
            fields, value, values, merge
            p.yaml:11:70: "merge" cannot stand beside "template": a transform step has only one of template, \
            fields, value, values, merge
            p.yaml:11:71: unknown name "tpic" in "input.tpic"; did you mean "topic"? Possible: tone, topic
            p.yaml:12:58: "format" is for "template" and "fields"
            p.yaml:13:51: "format" must be one of: plain, markdown, html, json, found "xml"
            p.yaml:14:38: "values" must be a mapping, found a list
            p.yaml:15:50: "+" has no meaning in an expression; there is no arithmetic
            p.yaml:16:42: "x" must be an expression, found a mapping
            p.yaml:17:41: "input.tone" may be missing; write {{#input.tone}}…{{/input.tone}} around it
            p.yaml:18:5: a transform step needs one of: template, fields, value, values, merge
            """
        ),
        steps(
            "count() of what has none",
            isStructural: false,
            """
            steps:
              - {id: m, kind: model, models: [simulator/w], prompt: x, schema: {type: object, required: [n, ok, \
            l], properties: {n: {type: integer}, ok: {type: boolean}, l: {type: array}}}}
              - {id: a, kind: transform, value: count(steps.m.n) < count(steps.m.l)}
              - {id: b, kind: transform, value: "count(steps.m.ok) > 0 or count(input.topic) > 1"}
              - {id: c, kind: transform, value: count(length(input.topic))}
              - {id: d, kind: transform, value: count(steps.m)}
              - {id: e, kind: transform, value: "not count(7)", when: count(steps.d)}
            """,
            """
            p.yaml:12:43: "steps.m.n" is a number and has no count
            p.yaml:13:44: "steps.m.ok" is true or false and has no count
            p.yaml:13:69: "input.topic" is a text and has no count; length(input.topic) counts its characters
            p.yaml:14:37: count() is of a list or an object, which a path such as steps.plan.days leads to
            p.yaml:16:42: count() is of a list or an object, which a path such as steps.plan.days leads to
            p.yaml:16:65: "steps.d" is a number and has no count
            """
        ),
        steps(
            "elements of a list",
            isStructural: false,
            """
            steps:
              - {id: m, kind: model, models: [simulator/w], prompt: x, schema: {type: array, minItems: 2, items: \
            {type: object, required: [n], properties: {n: {type: integer}}}}}
              - {id: a, kind: transform, template: "{{steps.m.0.n}} {{steps.m.1.n}} {{steps.m.2.n}}"}
              - {id: b, kind: transform, template: "{{steps.m.0.k}} {{steps.m.-1.n}} {{steps.m.n}}"}
              - {id: c, kind: transform, value: "steps.m.1.n == steps.m.7.n and steps.m.1.o"}
              - {id: d, kind: transform, value: "steps.m[0].n"}
            """,
            """
            p.yaml:12:73: "steps.m.2.n" may be missing; write {{#steps.m.2.n}}…{{/steps.m.2.n}} around it
            p.yaml:13:41: unknown name "k" in "steps.m.0.k"; did you mean "n"? Possible: n
            p.yaml:13:57: unknown name "-1" in "steps.m.-1.n"
            p.yaml:13:74: unknown name "n" in "steps.m.n"
            p.yaml:14:69: unknown name "o" in "steps.m.1.o"; did you mean "n"? Possible: n
            p.yaml:15:45: "[" has no meaning in an expression; an element of a list stands as list.0
            """
        ),
        steps(
            "values of another kind than JSON has there",
            isStructural: false,
            """
            steps:
              - {id: m, kind: model, models: [simulator/w], prompt: x, schema: {type: object, required: [n, l, o], \
            properties: {n: {type: number}, l: {type: array, items: {type: string}}, o: {type: object, \
            properties: {k: {}}}}}}
              - {id: a, kind: transform, format: json, template: '{"t": {{input.topic}}, "n": {{steps.m.n}}}'}
              - {id: b, kind: transform, format: json, template: '[{{steps.m.l}}, {{steps.m.o}}, "{{steps.m.l}}"]'}
              - {id: c, kind: transform, format: json, template: '["\\"{{{input.topic}}}", {{{steps.m.o}}}]'}
              - {id: d, kind: transform, format: json, fields: {x: '[{{#steps.m.l}}{{.}}{{/steps.m.l}}]'}}
              - {id: e, kind: transform, format: json, template: '["{{input.topic}}", "{{{steps.m.n}}}"]'}
            """,
            """
            p.yaml:12:61: "input.topic" is a text, which stands in quotes: "{{input.topic}}"
            p.yaml:13:56: "steps.m.l" is a list, which stands as {{{steps.m.l}}}
            p.yaml:13:71: "steps.m.o" is an object, which stands as {{{steps.m.o}}}
            p.yaml:14:59: in quotes {{{input.topic}}} is not escaped; write {{input.topic}}
            p.yaml:15:72: "." is a text, which stands in quotes: "{{.}}"
            """
        ),
        steps(
            "counts of what is no list",
            isStructural: false,
            """
            steps:
              - {id: m, kind: model, models: [simulator/w], prompt: x, schema: {type: array, items: {type: \
            string}}}
              - {id: a, kind: transform, template: "{{steps.m.count}} {{input.topic.count}} {{input.count}} \
            {{steps.m.size}}"}
              - {id: b, kind: transform, value: steps.m.count.count}
            """,
            """
            p.yaml:12:59: unknown name "count" in "input.topic.count"
            p.yaml:12:81: unknown name "count" in "input.count". Possible: tone, topic
            p.yaml:12:97: unknown name "size" in "steps.m.size"
            p.yaml:13:37: unknown name "count" in "steps.m.count.count"
            """
        ),
        steps(
            "what cannot be made one",
            """
            steps:
              - {id: a, kind: transform, fields: {x: y}}
              - {id: m, kind: model, models: [simulator/w], prompt: x, schema: {type: array, items: {type: \
            string}}}
              - {id: b, kind: transform, merge: [steps.a, steps.m]}
              - {id: c, kind: transform, merge: [steps.a, input.topic]}
              - {id: d, kind: transform, merge: []}
              - {id: e, kind: transform, merge: [steps.a, input]}
              - {id: f, kind: transform, template: "{{steps.e.x}} {{steps.e.topic}} {{steps.e.tone}} \
            {{steps.e.y}}"}
            """,
            """
            p.yaml:13:37: lists and objects cannot be made one
            p.yaml:14:47: "input.topic" is neither a list nor an object
            p.yaml:15:37: "merge" must have at least 1 element, found 0
            p.yaml:17:73: "steps.e.tone" may be missing; write {{#steps.e.tone}}…{{/steps.e.tone}} around it
            p.yaml:17:90: unknown name "y" in "steps.e.y"; did you mean "x"? Possible: tone, topic, x
            """
        ),
        steps(
            "what is no JSON",
            isStructural: false,
            """
            steps:
              - {id: a, kind: transform, format: json, template: '{"a": {{input.topic}'}
              - {id: b, kind: transform, format: json, template: '{"a": "{{input.topic}}", }'}
              - {id: c, kind: transform, format: json, fields: {x: "{{{input.topic}}}", y: "[1"}}
              - id: d
                kind: transform
                format: json
                template: '{"a": "{{input.topic}}", "n": {{{input.topic}}}, "l": [1], "o": {"k": true}}'
              - id: e
                kind: transform
                template: "{{steps.d.a}} {{steps.d.c}} {{steps.d.a.x}} {{steps.d.n.x}} \
            {{#steps.d.l}}{{x}}{{/steps.d.l}} {{steps.d.o.k}}"
            """,
            """
            p.yaml:11:61: this tag is never closed
            p.yaml:12:54: the text, with 0 for each value, is not JSON: '}' where a member's name was \
            expected, line 1, column 12 (byte 11)
            p.yaml:13:80: the text, with 0 for each value, is not JSON: the text ends where ',' or ']' was \
            expected, line 1, column 3 (byte 2), in /1
            p.yaml:20:30: unknown name "c" in "steps.d.c"; did you mean "a"? Possible: a, l, n, o
            p.yaml:20:44: unknown name "x" in "steps.d.a.x"
            """
        ),
        steps(
            "loops over nothing",
            """
            steps:
              - {id: a, kind: for_each, over: input.topic, step: {id: x1, kind: transform, value: item}}
              - {id: b, kind: for_each, over: input.topics, step: {id: x2, kind: check, value: item}}
              - id: m
                kind: model
                models: [simulator/w]
                prompt: x
                schema: {type: object, required: [days], properties: {days: {type: array, items: {type: \
            object, properties: {n: {type: integer}}}}}}
              - id: c
                kind: for_each
                over: steps.m.days
                as: input
                at_once: 33
                most: 0
                step: {id: a, kind: transform, needs: [], template: "{{item.n}}"}
              - id: d
                kind: for_each
                over: steps.m.days
                as: day
                step: {id: x3, kind: transform, template: "{{item}} {{index}} {{day.n}} {{day.m}}"}
              - {id: e, kind: for_each, over: steps.m.days, at_most: 5}
              - {id: f, kind: transform, template: "{{steps.x3}} {{steps.d.n}} \
            {{#steps.d}}{{.}}{{/steps.d}}"}
              - id: g
                kind: for_each
                over: steps.m.days
                step: {id: x4, kind: model, models: [writer], prompt: "{{item.n}}", message: "{{model}}", \
            when: item.n}
            """,
            """
            p.yaml:11:35: "input.topic" is no list
            p.yaml:12:35: unknown name "topics" in "input.topics"; did you mean "topic"? Possible: tone, \
            topic
            p.yaml:12:70: "kind" must be one of: model, transform, found "check"
            p.yaml:21:9: "input" already means something else in templates
            p.yaml:22:14: "at_once" must be a whole number from 1 to 32, found the number 33
            p.yaml:23:11: "most" must be a whole number from 1 to 1000, found the number 0
            p.yaml:24:36: unknown key "needs". A transform step in a for_each has: id, label, icon, \
            typical, kind, message, template, fields, value, values, merge, format
            p.yaml:24:58: unknown name "item". Possible: index, input, pipeline, steps
            p.yaml:29:48: unknown name "item". Possible: day, index, input, pipeline, steps
            p.yaml:29:67: "day.n" may be missing; write {{#day.n}}…{{/day.n}} around it
            p.yaml:29:77: unknown name "m" in "day.m"; did you mean "n"? Possible: n
            p.yaml:30:5: a for_each step needs "step"
            p.yaml:30:49: unknown key "at_most". A for_each step has: id, label, icon, typical, progress, \
            needs, when, optional, kind, message, completed, over, as, at_once, most, step
            p.yaml:31:41: unknown name "x3" in "steps.x3". Possible: a, b, c, d, e, m
            p.yaml:35:42: an element of "models" must be a model such as simulator/writer (PROVIDER/MODEL), \
            found "writer"
            p.yaml:35:60: "item.n" may be missing; write {{#item.n}}…{{/item.n}} around it
            p.yaml:35:95: unknown key "when". A model step in a for_each has: id, label, icon, typical, \
            kind, message, retry, models, system, prompt, schema, max_tokens, temperature, timeouts, hedge, \
            min_rate, draft, elements
            """
        ),
    ]
}
