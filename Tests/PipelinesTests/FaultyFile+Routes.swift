extension FaultyFile {
    /// Mistakes in routes that run a part, and in results.
    static let routes = [
        routes(
            "steps that a route does not know",
            """
              - {path: /a, answer: json, steps: [breif], result: steps.brief}
              - {path: /b, answer: json, steps: []}
              - {path: /c, answer: json, steps: [brief]}
              - {path: /d, answer: json, steps: [brief], result: steps.text}
              - {path: /e, answer: json, steps: brief, given: [x]}
            """,
            """
            p.yaml:6:38: an element of "steps" must be one of: brief, text, tidy, checked, found "breif"; \
            did you mean brief?
            p.yaml:7:37: "steps" must have at least 1 element, found 0
            p.yaml:8:5: the route does not run "tidy", the pipeline's result: it needs a "result"
            p.yaml:9:54: the route does not run "text", and is not given it
            p.yaml:10:37: "steps" must be a list, found "brief"
            p.yaml:10:51: "given" must be a mapping, found a list
            """
        ),
        routes(
            "steps that a route must be given",
            isStructural: false,
            """
              - {path: /a, answer: json, steps: [text, tidy]}
              - {path: /b, answer: json, steps: [text, tidy], given: {brief: input.brief}}
              - {path: /c, answer: json, given: {brief: input.topic, steps: input.topic}}
              - {path: /d, answer: json, steps: [brief, tidy, checked], given: {text: input.topic}}
            """,
            """
            p.yaml:6:37: "text" refers to "brief": name "brief" in the route's "steps", or in "given"
            p.yaml:7:66: unknown name "brief" in "input.brief". Possible: topic
            p.yaml:8:38: the route runs "brief" itself, so it cannot be given
            p.yaml:8:58: a key of "given" must be one of: brief, text, tidy, checked, found the string \
            "steps"
            p.yaml:9:37: the repair of "checked" runs "text" again: name it in the route's "steps"
            p.yaml:16:78: on the route /c: unknown name "aim" in "steps.brief.aim"
            """
        ),
        routes(
            "an input that is not the pipeline's",
            """
              - path: /a
                answer: json
                steps: [text, tidy]
                given: {brief: input.brief}
                input:
                  schema:
                    type: object
                    required: [subject]
                    properties: {subject: {type: string}, brief: {type: object, properties: {aim: {type: \
            string}}}}
                  example: {subject: s}
              - {path: /b, answer: json, input: {schema: {type: object, properties: {topic: {}}}, exmple: \
            {}}}
              - {path: /c, answer: json, input: {schema: {type: object, properties: {topic: {}}}, example: \
            {}}}
            """,
            """
            p.yaml:16:87: unknown key "exmple"; did you mean "example"? An input has: schema, example
            p.yaml:22:14: on the route /c: "input.topic" may be missing; write \
            {{#input.topic}}…{{/input.topic}} around it
            p.yaml:24:61: on the route /a: unknown name "topic" in "input.topic". Possible: brief, subject
            p.yaml:24:61: on the route /c: "input.topic" may be missing; write \
            {{#input.topic}}…{{/input.topic}} around it
            p.yaml:24:78: on the route /a: "steps.brief.aim" may be missing; write \
            {{#steps.brief.aim}}…{{/steps.brief.aim}} around it
            """
        ),
        routes(
            "results of nothing",
            """
              - {path: /a, answer: json, result: {}}
              - {path: /b, answer: json, result: {a: inputs.topic}}
            """,
            result: "{tidy: steps.tidi, brief: brief, all: [steps.tidy]}",
            """
            p.yaml:6:38: "result" needs at least one member
            p.yaml:7:42: unknown name "inputs"; did you mean "input"? Possible: input, pipeline, steps
            p.yaml:21:16: unknown name "tidi" in "steps.tidi"; did you mean "tidy"? Possible: brief, \
            checked, text, tidy
            p.yaml:21:35: unknown name "brief". Possible: input, pipeline, steps
            p.yaml:21:47: "all" must be a string, found a list
            """
        ),
    ]

    /// A file that is sound but for its routes, which begin in line 6, or its result.
    private static func routes(
        _ testDescription: String,
        isStructural: Bool = true,
        _ routes: String,
        result: String = "steps.tidy",
        _ report: String
    ) -> FaultyFile {
        let text = """
            name: p
            input:
              schema: {type: object, required: [topic], properties: {topic: {type: string}}}
              example: {topic: t}
            routes:
            \(routes)
            steps:
              - id: brief
                kind: model
                models: [simulator/w]
                prompt: "{{input.topic}}"
                schema: {type: object, required: [aim], properties: {aim: {type: string}}}
              - {id: text, kind: model, models: [simulator/w], prompt: "{{input.topic}}: \
            {{steps.brief.aim}}"}
              - {id: tidy, kind: transform, template: "{{steps.text}}"}
              - id: checked
                kind: check
                value: steps.tidy
                rules: {length: {min: 1}}
                repair: {step: text, rounds: 1, prompt: "{{previous}}"}
            result: \(result)
            """
        return FaultyFile(testDescription, isStructural: isStructural, text, report)
    }
}
