@testable import Pipelines

/// The pipelines of a simulated server.
enum PipelineFileSet {
    static let withTalk = PipelineFile.shipped + [SimulatedServer.talk]
    /// Those that ship, and one in which everything occurs that a pipeline may declare.
    static let withMedley = PipelineFile.shipped + [medley]

    private static let medley = PipelineFile(
        name: "medley.yaml",
        bytes: Array(
            """
            name: medley
            title: Medley
            on_disconnect: {continue: 20s}
            timeout: 90s
            input:
              schema:
                type: object
                required: [days, names]
                properties:
                  days: {type: integer, minimum: 1, maximum: 4}
                  names: {type: array, maxItems: 4, items: {type: string}}
                  tone: {type: string}
              example: {days: 2, names: [a, b]}
            steps:
              - id: plan
                kind: model
                models:
                  - {when: input.days > 2, use: [simulator/large, other/small]}
                  - {use: [other/small, simulator/large]}
                prompt: The list `days` has {{input.days}} elements; their `day` counts from 1.
                schema:
                  type: object
                  required: [title, days]
                  additionalProperties: false
                  properties:
                    title: {type: string, minLength: 3, maxLength: 40}
                    days:
                      type: array
                      minItems: 1
                      items:
                        type: object
                        required: [day, focus]
                        additionalProperties: false
                        properties: {day: {type: integer}, focus: {type: string, minLength: 3, maxLength: 30}}
                elements:
                  list: days
                  count: input.days
                  continue:
                    rounds: 2
                    prompt: >-
                      Behind {{written}}. The list `days` has {{input.days}} elements, of which {{kept}} are written;
                      their `day` counts from 1.
                timeouts: {first_token: 5s, idle: 4s, total: 40s}
                retry: {attempts: 2, wait: 500ms, longest: 4s}
              - id: checked
                kind: check
                value: steps.plan.days
                rules:
                  count: {min: 1, max: 4}
                  consecutive: {member: day, from: 1}
                  holds: [count(steps.plan.days) == input.days]
                repair:
                  step: plan
                  rounds: 2
                  prompt: >-
                    {{previous}} is wrong: {{#reasons}}{{.}}; {{/reasons}} The list `days` has {{input.days}} elements;
                    their `day` counts from 1.
                  message: Repairing, round {{round}}
              - id: aside
                kind: model
                needs: []
                when: input.tone == "formal"
                optional: true
                models: [other/small]
                prompt: An aside
                timeouts: {first_token: 5s, idle: 4s, total: 15s}
                retry: {attempts: 3, wait: 1s, longest: 4s}
              - id: letters
                kind: for_each
                needs: []
                over: input.names
                as: name
                at_once: 3
                most: 4
                step: {id: letter, kind: transform, template: "{{index}}: {{name}}"}
              - id: texts
                kind: for_each
                needs: [checked]
                over: steps.plan.days
                as: day
                at_once: 2
                most: 8
                step:
                  id: text
                  kind: model
                  models: [simulator/large, other/small]
                  hedge: {after: 500ms}
                  prompt: Day {{day.day}}
                  timeouts: {first_token: 5s, idle: 4s, total: 8s}
                  retry: {attempts: 2}
              - id: title
                kind: model
                needs: [checked]
                optional: true
                models: [simulator/large]
                prompt: A title
                draft: By {{model}}
                max_tokens: 12
                timeouts: {first_token: 5s, idle: 4s, total: 15s}
              - id: whole
                kind: transform
                needs: [aside, letters, texts, title]
                fields: {body: "{{#steps.texts}}{{.}} {{/steps.texts}}{{#steps.title}}{{steps.title}}{{/steps.title}}"}
                format: html
            result: {body: steps.whole.body, plan: steps.plan, letters: steps.letters}
            """.utf8
        )
    )
}
