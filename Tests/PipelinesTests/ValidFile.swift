/// Pipeline files without a mistake, which use every key.
enum ValidFile {
    static let all = [minimal, whole, plan]

    static let minimal = "name: p\nsteps: [{id: a, kind: transform, template: x}]"

    /// Every key that stands outside of steps, and every one that all steps have.
    static let whole = """
        name: whole
        title: The whole
        description: Everything.
        version: "3"
        dialect: content
        timeout: 90s
        on_disconnect: {continue: 30s}
        input:
          schema:
            type: object
            required: [topic]
            properties: {topic: {type: string}, tone: {type: string}}
          example: {topic: t}
        routes:
          - {path: /whole, answer: stream}
          - {path: /brief, answer: json, steps: [brief], result: steps.brief}
          - path: /rest
            answer: json
            steps: [text, aside, joined]
            given: {brief: input.brief}
            input:
              schema:
                type: object
                required: [topic, brief]
                properties:
                  topic: {type: string}
                  tone: {type: string}
                  brief: {type: object, required: [aim], properties: {aim: {type: string}}}
              example: {topic: t, brief: {aim: a}}
            result: {text: steps.text}
        steps:
          - id: brief
            kind: model
            label: Brief
            icon: pencil
            message: Asking {{model}}...
            completed: It aims at {{output.aim}}
            typical: 3s
            progress: {start: 5, complete: 20}
            models: [simulator/a, acme/b]
            hedge: {after: 500ms}
            min_rate: {characters_per_second: 20, over: 10s}
            system: Be brief.
            prompt: "{{input.topic}}"
            schema: {type: object, required: [aim], properties: {aim: {type: string}}}
            temperature: 0.5
            timeouts: {first_token: 1s, idle: 2s, total: 3s}
          - id: text
            kind: model
            needs: [brief]
            models: [simulator/a]
            prompt: "{{input.topic}} {{steps.brief.aim}}"
            draft: By {{model}}
          - id: aside
            kind: model
            needs: []
            when: input.tone == "formal"
            optional: true
            models: [simulator/a]
            prompt: "{{input.topic}}"
            retry: {attempts: 3, wait: 1s, longest: 4s, on: [timeout_*, provider_dns]}
          - id: joined
            kind: transform
            needs: [text, aside]
            fields: {page: "<p>{{steps.text}}{{#steps.aside}}{{steps.aside}}{{/steps.aside}}</p>"}
            format: html
        result: {brief: steps.brief, page: steps.joined.page, aside: steps.aside}
        """

    /// Lists, their repair, and loops over them.
    static let plan = """
        name: plan
        input:
          schema:
            type: object
            required: [goal, days]
            properties: {goal: {type: string}, days: {type: integer}}
          example: {goal: g, days: 3}
        steps:
          - id: plan
            kind: model
            models:
              - {when: input.days > 7, use: [simulator/large, simulator/small]}
              - {use: [simulator/small]}
            prompt: "{{input.days}} days of {{input.goal}}"
            schema:
              type: object
              required: [days, title]
              properties:
                title: {type: string}
                days: {type: array, items: {type: object, required: [day], properties: {day: {type: integer}}}}
            max_tokens: {base: 500, each: 700, times: input.days, most: 32000}
            completed: "{{output.title}}: {{output.days.count}} days"
            elements:
              list: days
              count: input.days
              continue: {rounds: 5, prompt: "Go on behind {{kept}} days: {{written}}"}
          - {id: days, kind: transform, value: steps.plan.days}
          - {id: facts, kind: transform, values: {goal: input.goal, count: count(steps.days), three: 3}}
          - id: checked
            kind: check
            value: steps.days
            rules:
              count: {min: 1, max: 30}
              consecutive: {member: day}
              holds: [count(steps.days) == input.days, steps.facts.count > 0]
            repair:
              step: plan
              rounds: 2
              prompt: "{{previous}} is wrong: {{#reasons}}{{.}}; {{/reasons}} ({{round}})"
              message: Repairing, round {{round}}
              progress: {start: 60, complete: 70}
          - id: texts
            kind: for_each
            over: steps.days
            as: day
            at_once: 2
            most: 31
            step:
              id: one
              kind: model
              label: One day
              message: Day {{day.day}} by {{model}}
              typical: 2s
              models: [simulator/small]
              prompt: "{{index}}: {{day.day}}"
              retry: {attempts: 2}
          - {id: upper, kind: for_each, over: steps.texts, step: {id: each, kind: transform, template: "{{item}}!"}}
          - {id: object, kind: transform, merge: [steps.facts, steps.plan]}
          - {id: list, kind: transform, merge: [steps.texts, steps.upper]}
          - id: json
            kind: transform
            template: '{"title": "{{steps.object.title}}", "goal": "{{steps.object.goal}}"}'
            format: json
          - {id: markdown, kind: transform, template: "# {{steps.json.title}}", format: markdown}
        """
}
