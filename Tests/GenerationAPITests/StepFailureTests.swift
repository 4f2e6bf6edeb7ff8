import EventLoops
import Events
import JSON
import Simulation
import Testing

@testable import GenerationAPI

@Suite struct StepFailureTests {
    @Test(arguments: StepFailure.all)
    func aStepThatFailsLeavesWhatThereIs(failure: StepFailure) throws {
        let run = try ShippedRun(failure.system, failure.takes)
        run.advance(.seconds(120))
        let transcript = run.transcript
        #expect(transcript.outline == failure.told)
        #expect(transcript.percentages == transcript.percentages.sorted())
        let state = run.state
        #expect(state["status"]?.string == (failure.isComplete ? "complete" : "error"))
        #expect(state["missing"]?.array?.compactMap(\.string) == failure.missing)
        let result = (state["result"]?.object?.members ?? []).filter { !$0.value.isNull }
        #expect(result.map(\.name) == failure.result)
        // What was complete by then can still be had, step by step.
        let steps = (state["steps"]?.array ?? []).filter { $0["parent"] == nil }
        for step in steps where !failure.missing.contains(step["step"]?.string ?? "") {
            #expect(step["status"] == "complete" && step["output"] != nil, "\(step["step"] ?? .null)")
        }
        checkNumbers(of: run, failure)
        run.stop()
    }

    @Test(arguments: ShippedSystem.all)
    func aDocumentThatCannotBeMadeIsAProblemThatClientsCanRead(system: ShippedSystem) throws {
        var takes: [String: [Take]] = [:]
        for (step, _) in system.phrases { takes[step] = [.fails(.providerRefusedRequest)] }
        let server = try SimulatedServer(asking: system.play(takes))
        let answer = server.ask("POST", system.document.path, body: system.document.body)
        #expect(answer.status == 502)
        #expect(answer.field("Content-Type") == "application/problem+json")
        #expect(answer.json["error"] == "It failed")
        #expect(answer.json["error_type"] == "provider_refused_request")
        #expect(answer.json["success"] == (system.name == "life-plan" ? false : nil))
        #expect(server.metrics.sum("penstock_stream_connects_total") == 0)
        _ = server.stop()
    }

    @Test(arguments: [ErrorType.providerRateLimited, .providerOverloaded])
    func whoWaitsForADocumentIsToldWhenToComeBack(type: ErrorType) throws {
        let system = ShippedSystem.content
        var takes: [String: [Take]] = [:]
        for (step, _) in system.phrases { takes[step] = [.fails(type, retryAfter: .milliseconds(90_001))] }
        let server = try SimulatedServer(asking: system.play(takes))
        let answer = server.ask("POST", system.document.path, body: system.document.body)
        #expect(answer.status == 503)
        #expect(answer.field("Retry-After") == "91")
        _ = server.stop()
    }

    /// An alert sees the first failure only if there was a 0 before.
    @Test(arguments: ShippedSystem.all)
    func everyFailureIsCountedFromZero(system: ShippedSystem) throws {
        let server = try SimulatedServer(asking: system.play(), pipelines: system.file())
        let text = server.metrics.text
        for failure in StepFailure.all where failure.system.name == system.name {
            for (step, type) in failure.failures {
                let labels = #"pipeline="\#(system.name)",step="\#(step)",error_type="\#(type)""#
                #expect(text.contains("penstock_step_failures_total{\(labels)} 0\n"), "\(labels)")
            }
        }
        _ = server.stop()
    }

    private func checkNumbers(of run: ShippedRun, _ failure: StepFailure) {
        for (step, type) in failure.failures {
            let labels = [#"step="\#(step)""#, #"error_type="\#(type)""#]
            #expect(run.count("penstock_step_failures_total", labels[0], labels[1]) == 1, "\(step)")
        }
        #expect(run.count("penstock_step_failures_total") == failure.failures.count)
        #expect(run.count("penstock_steps_total", #"outcome="error""#) == failure.failures.count)
        for (step, count) in failure.retries {
            #expect(run.count("penstock_step_retries_total", #"step="\#(step)""#) == count)
        }
        #expect(run.count("penstock_step_retries_total") == failure.retries.values.reduce(0, +))
        let outcome = failure.isComplete ? "complete" : "error"
        #expect(run.count("penstock_generations_total", #"outcome="\#(outcome)""#) == 1)
        #expect(run.count("penstock_streams_ended_total", #"reason="complete""#) == 1)
        #expect(run.count("penstock_abandonments_total") == 0)
    }
}
