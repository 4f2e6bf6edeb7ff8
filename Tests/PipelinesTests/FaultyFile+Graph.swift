extension FaultyFile {
    /// Mistakes in what steps need, when they run, and what is tried again.
    static let graph = [
        steps(
            "needs that cannot be",
            """
            steps:
              - {id: draft, kind: transform, template: x}
              - {id: b, kind: transform, template: x, needs: [drafft, c, b, 7]}
              - {id: c, kind: transform, template: x, needs: draft}
              - {id: d, kind: transform, template: x, needs: [nothing]}
            """,
            """
            p.yaml:12:51: unknown step "drafft"; did you mean "draft"? Possible: draft
            p.yaml:12:59: the step "c" comes later; only earlier ones can be needed
            p.yaml:12:62: a step cannot need itself
            p.yaml:12:65: an element of "needs" must be a string, found the number 7; quote it: "7"
            p.yaml:13:50: "needs" must be a list, found "draft"
            p.yaml:14:51: unknown step "nothing". Possible: draft, b, c
            """
        ),
        steps(
            "what is not over yet",
            isStructural: false,
            """
            steps:
              - {id: a, kind: transform, template: x}
              - {id: b, kind: transform, template: x, needs: []}
              - {id: c, kind: transform, value: "length(steps.a) < length(steps.c)", needs: [b]}
              - {id: d, kind: transform, template: "{{steps.a}} {{steps.b}} {{steps.e}}", needs: [a], when: \
            steps.b}
              - {id: e, kind: check, value: steps.c, needs: [d], rules: {length: {min: 1}}}
              - {id: f, kind: transform, template: "{{steps.f}} {{#steps}}{{a}}{{/steps}} {{steps.a.x}}", \
            needs: [b]}
            """,
            """
            p.yaml:13:45: the step "a" need not be over here; name it in "needs"
            p.yaml:13:63: the step "c" is not over here; only earlier ones are known
            p.yaml:14:53: the step "b" need not be over here; name it in "needs"
            p.yaml:14:65: the step "e" is not over here; only earlier ones are known
            p.yaml:14:97: the step "b" need not be over here; name it in "needs"
            p.yaml:16:41: the step "f" is not over here; only earlier ones are known
            p.yaml:16:63: unknown name "a"; did you mean "b"? Possible: b, input, pipeline, steps
            p.yaml:16:79: the step "a" need not be over here; name it in "needs"
            """
        ),
        steps(
            "what may have been skipped",
            isStructural: false,
            """
            steps:
              - {id: a, kind: transform, template: x, when: input.tone}
              - {id: b, kind: transform, template: x, optional: true}
              - id: c
                kind: transform
                template: "{{steps.a}} {{#steps.a}}{{steps.a}}{{/steps.a}} \
            {{steps.b}}{{^steps.b}}no{{/steps.b}}"
              - {id: d, kind: transform, value: steps.b}
              - {id: e, kind: transform, template: "{{steps.d}}"}
              - {id: f, kind: transform, values: {tone: input.tone, topic: input.topic}}
              - {id: g, kind: transform, template: "{{steps.f.tone}} {{steps.f.topic}} {{steps.f.topics}}"}
            """,
            """
            p.yaml:15:16: "steps.a" may be missing; write {{#steps.a}}…{{/steps.a}} around it
            p.yaml:15:64: "steps.b" may be missing; write {{#steps.b}}…{{/steps.b}} around it
            p.yaml:17:41: "steps.d" may be missing; write {{#steps.d}}…{{/steps.d}} around it
            p.yaml:19:41: "steps.f.tone" may be missing; write {{#steps.f.tone}}…{{/steps.f.tone}} around it
            p.yaml:19:76: unknown name "topics" in "steps.f.topics"; did you mean "topic"? Possible: tone, \
            topic
            """
        ),
        steps(
            "conditions that are none",
            """
            steps:
              - {id: a, kind: transform, template: x, when: "input.tone = 5"}
              - {id: b, kind: transform, template: x, when: [input.tone]}
              - {id: c, kind: transform, template: x, when: input.ton and inptu.tone}
              - {id: d, kind: transform, template: x, optional: yes}
              - id: e
                kind: transform
                template: x
                when: |
                  input.tone == "formal"
                  and count(input.tone
            """,
            """
            p.yaml:11:61: "=" is no comparison; equality is written ==
            p.yaml:12:49: "when" must be an expression, found a list
            p.yaml:13:49: unknown name "ton" in "input.ton"; did you mean "tone"? Possible: tone, topic
            p.yaml:13:63: unknown name "inptu"; did you mean "input"? Possible: input, pipeline, steps
            p.yaml:14:53: "optional" must be true or false, found "yes"; write true
            p.yaml:20:11: this parenthesis is never closed
            """
        ),
        steps(
            "retries that cannot be",
            """
            steps:
              - {id: a, kind: transform, template: x, retry: {attempts: 2}}
              - id: b
                kind: model
                models: [simulator/w]
                prompt: x
                retry: {attempts: 1, wait: 20s, longest: 5s, on: [provider_rate_limit, timeout_*, \
            outputs_*], of: 3}
              - {id: c, kind: model, models: [simulator/w], prompt: x, retry: {wait: 1s, on: []}}
              - {id: d, kind: model, models: [simulator/w], prompt: x, retry: 3}
            """,
            """
            p.yaml:11:43: unknown key "retry". A transform step has: id, label, icon, typical, progress, \
            needs, when, optional, kind, message, completed, template, fields, value, values, merge, format
            p.yaml:16:23: "attempts" must be a whole number from 2 to 10, found the number 1
            p.yaml:16:55: an element of "on" must be one of: output_length, output_not_json, output_schema, \
            policy_concurrency, provider_auth, provider_circuit_open, provider_connection, provider_content_filtered, \
            provider_dns, provider_overloaded, provider_protocol, provider_rate_limited, \
            provider_refused_request, provider_server_error, provider_tls, provider_truncated, \
            timeout_first_token, timeout_idle, timeout_step, output_*, policy_*, provider_*, timeout_*, found \
            "provider_rate_limit"; did you mean provider_rate_limited?
            p.yaml:16:87: an element of "on" must be one of: output_length, output_not_json, output_schema, \
            policy_concurrency, provider_auth, provider_circuit_open, provider_connection, provider_content_filtered, \
            provider_dns, provider_overloaded, provider_protocol, provider_rate_limited, \
            provider_refused_request, provider_server_error, provider_tls, provider_truncated, \
            timeout_first_token, timeout_idle, timeout_step, output_*, policy_*, provider_*, timeout_*, found \
            "outputs_*"; did you mean output_*?
            p.yaml:16:99: unknown key "of". A retry has: attempts, wait, longest, on
            p.yaml:17:67: a retry needs "attempts"
            p.yaml:17:82: "on" must have at least 1 element, found 0
            p.yaml:18:67: "retry" must be a mapping, found the number 3
            """
        ),
        steps(
            "messages of what is not there",
            isStructural: false,
            """
            steps:
              - {id: a, kind: model, models: [simulator/w], prompt: "{{output}}", completed: "{{output}} \
            {{output.x}}"}
              - {id: b, kind: transform, template: x, completed: "{{model}}", message: "{{output}}"}
            """,
            """
            p.yaml:11:58: unknown name "output". Possible: input, pipeline, steps
            p.yaml:11:94: unknown name "x" in "output.x"
            p.yaml:12:55: unknown name "model". Possible: input, output, pipeline, steps
            p.yaml:12:77: unknown name "output". Possible: input, pipeline, steps
            """
        ),
        steps(
            "progress of steps side by side",
            isStructural: false,
            """
            steps:
              - {id: a, kind: transform, template: x, progress: {start: 10}}
              - {id: b, kind: transform, template: x, progress: {start: 90}, needs: [a]}
              - {id: c, kind: transform, template: x, progress: {start: 50}, needs: [a]}
              - {id: d, kind: transform, template: x, progress: {start: 80}, needs: [b, c]}
            """,
            """
            p.yaml:14:5: progress begins at 80, but an earlier step reaches 90
            """
        ),
        steps(
            "bounds that cross",
            isStructural: false,
            """
            steps:
              - id: a
                kind: model
                models: [simulator/w]
                prompt: x
                retry: {attempts: 2, wait: 20s, longest: 5s}
                max_tokens: {base: 500, each: 1, times: 3, most: 400}
              - {id: b, kind: check, value: steps.a, rules: {length: {min: 2, max: 1}}}
            """,
            """
            p.yaml:15:12: "longest" is less than "wait"
            p.yaml:16:17: "most" is less than "base"
            p.yaml:17:58: "min" is greater than "max"
            """
        ),
    ]
}
