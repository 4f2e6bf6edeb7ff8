extension FaultyFile {
    /// Mistakes in what a model is asked for.
    static let models = [
        steps(
            "choices of models that choose nothing",
            """
            steps:
              - id: a
                kind: model
                prompt: x
                models:
                  - {use: [simulator/a]}
                  - {when: length(input.topic) > 5, use: [simulator/b]}
              - id: b
                kind: model
                prompt: x
                models:
                  - {when: input.ton, use: [acme/b]}
                  - simulator/c
                  - {wen: input.tone, use: simulator/c}
            """,
            """
            p.yaml:15:9: what stands behind this choice is never taken; it needs "when"
            p.yaml:16:9: the last choice has no "when": it is what is taken otherwise
            p.yaml:21:16: unknown name "ton" in "input.ton"; did you mean "tone"? Possible: tone, topic
            p.yaml:21:32: none of these models has a provider that is configured; configured: simulator
            p.yaml:22:9: an element of "models" must be a mapping, found "simulator/c"
            p.yaml:23:10: unknown key "wen"; did you mean "when"? A choice of models has: when, use
            p.yaml:23:32: "use" must be a list, found "simulator/c"
            """
        ),
        steps(
            "budgets that are none",
            """
            steps:
              - {id: a, kind: model, models: [simulator/w], prompt: x, max_tokens: lots}
              - {id: b, kind: model, models: [simulator/w], prompt: x, max_tokens: {base: 500, each: 0, \
            times: input.day}}
              - id: c
                kind: model
                models: [simulator/w]
                prompt: x
                max_tokens: {base: 500, each: 10, times: 7 7, most: 400, least: 1}
            """,
            """
            p.yaml:11:72: "max_tokens" must be a whole number from 1 to 1000000, found "lots"
            p.yaml:12:72: max_tokens needs "most"
            p.yaml:12:90: "each" must be a whole number from 1 to 1000000, found the number 0
            p.yaml:12:100: unknown name "day" in "input.day". Possible: tone, topic
            p.yaml:17:48: an operator must stand here: and, or, ==, !=, <, <=, >, >=
            p.yaml:17:62: unknown key "least". Max_tokens has: base, each, times, most
            """
        ),
        steps(
            "elements that are none",
            """
            steps:
              - {id: a, kind: model, models: [simulator/w], prompt: x, elements: {list: days}}
              - id: b
                kind: model
                models: [simulator/w]
                prompt: "{{written}}"
                schema: {type: object, properties: {days: {type: array}, title: {type: string}}}
                elements: {list: dais, count: input.n, continue: {rounds: 0, prompt: "{{written}} {{kept}} \
            {{keep}}"}}
              - id: c
                kind: model
                models: [simulator/w]
                prompt: x
                schema: {type: object, properties: {title: {type: string}}}
                elements: {list: title, continue: {round: 5}}
              - id: d
                kind: model
                models: [simulator/w]
                prompt: x
                schema: {type: array, items: {type: string}}
                elements: {count: 7}
            """,
            """
            p.yaml:11:70: "elements" needs a "schema" of an object that has a list
            p.yaml:15:14: unknown name "written". Possible: input, pipeline, steps
            p.yaml:17:22: "dais" is no list of the step's schema; possible: days
            p.yaml:17:35: unknown name "n" in "input.n". Possible: tone, topic
            p.yaml:17:63: "rounds" must be a whole number from 1 to 20, found the number 0
            p.yaml:17:96: unknown name "keep". Possible: input, kept, pipeline, steps, written
            p.yaml:23:22: "title" is no list of the step's schema; it has none
            p.yaml:23:39: continue needs "prompt"
            p.yaml:23:40: unknown key "round"; did you mean "rounds"? Continue has: rounds, prompt
            p.yaml:29:15: elements needs "list"
            p.yaml:29:15: "elements" needs a "schema" of an object that has a list
            """
        ),
        steps(
            "hedges and rates that are none",
            """
            steps:
              - {id: a, kind: model, models: [simulator/a, simulator/b], prompt: x, hedge: {after: soon}}
              - {id: b, kind: model, models: [simulator/a, simulator/b], prompt: x, hedge: {}, min_rate: {over: 1ms}}
              - id: c
                kind: model
                models: [simulator/a, simulator/b]
                prompt: x
                hedge: {after: 60s, before: 1s}
                min_rate: {characters_per_second: 0, over: 10s, from: 1s}
            """,
            """
            p.yaml:11:88: "after" must be usual or a duration such as 2s, found "soon"
            p.yaml:12:80: hedge needs "after"
            p.yaml:12:94: min_rate needs "characters_per_second"
            p.yaml:12:101: "over" must be a duration from 1s to 1h, found "1ms"
            p.yaml:17:25: unknown key "before". Hedge has: after
            p.yaml:18:39: "characters_per_second" must be a whole number from 1 to 10000, found the number 0
            p.yaml:18:53: unknown key "from". Min_rate has: characters_per_second, over
            """
        ),
        steps(
            "a hedge without another model",
            isStructural: false,
            """
            steps:
              - {id: a, kind: model, models: [simulator/w], prompt: x, hedge: {after: usual}}
              - {id: b, kind: model, models: [simulator/a, simulator/b], prompt: x, hedge: {after: 60s}}
            """,
            """
            p.yaml:11:67: "hedge" needs a second model in "models" to ask
            p.yaml:12:88: by then the call is given up: "first_token" is no longer
            """
        ),
    ]
}
