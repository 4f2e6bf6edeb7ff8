import EventLoops
import Simulation
import Testing

@testable import GenerationAPI

/// Models that were asked for JSON say something else, or say it in another form.
@Suite struct AnswerFormTests {
    /// A step that wants JSON, and how its client is told that it is tried again.
    struct Place: Sendable, CustomTestStringConvertible {
        let system: ShippedSystem
        let step: String
        var isOptional = false

        var testDescription: String { step }
        var again: String { system.name == "life-plan" ? "status" : "step_start \(step)" }
    }

    private static let places = [
        Place(system: .visionFramework, step: "framework"),
        Place(system: .visionFramework, step: "qa", isOptional: true),
        Place(system: .visionFramework, step: "scoring", isOptional: true),
        Place(system: .lifePlan, step: "plan"),
    ]

    private func answer(_ place: Place) -> String { place.system.answers[place.step] ?? "" }

    /// The last event of a run in which nothing goes wrong.
    private func end(_ place: Place) throws -> String? {
        let run = try ShippedRun(place.system)
        run.advance(.seconds(60))
        return run.transcript.lines.last
    }

    @Test(arguments: AnswerForm.taken, places)
    func whatIsJSONIsTakenInAnyForm(form: AnswerForm, place: Place) throws {
        let end = try end(place)
        // In one piece, and in many, each of which ends somewhere else.
        for pieces in [1, 23] {
            let run = try ShippedRun(place.system, [place.step: [Take(form.text(answer(place)), in: pieces)]])
            run.advance(.seconds(60))
            #expect(run.transcript.lines.last == end, "\(pieces) pieces")
            #expect(run.count("penstock_step_retries_total") == 0)
            run.stop()
        }
    }

    @Test(arguments: AnswerForm.refused, places)
    func whatIsNotIsAskedForAgain(form: AnswerForm, place: Place) throws {
        let right = answer(place)
        let run = try ShippedRun(place.system, [place.step: [Take(form.text(right)), Take(right)]])
        run.advance(.seconds(60))
        let retries = run.transcript.outline.filter { $0.contains("Trying again") }
        #expect(retries.count == 1)
        #expect(retries.first?.hasPrefix("\(place.again): Trying again: \(form.fault ?? "?")") == true)
        #expect(run.transcript.lines.last == (try end(place)))
        #expect(run.count("penstock_step_retries_total", #"step="\#(place.step)""#) == 1)
        #expect(run.count("penstock_step_failures_total") == 0)
        run.stop()
    }

    @Test(arguments: AnswerForm.refused, places)
    func whatIsNeverJSONEndsTheStepAfterThreeAttempts(form: AnswerForm, place: Place) throws {
        let run = try ShippedRun(place.system, [place.step: [Take(form.text(answer(place)))]])
        run.advance(.seconds(60))
        let fault = form.fault ?? "?"
        let outline = run.transcript.outline
        #expect(outline.count { $0.hasPrefix("\(place.again): Trying again: \(fault)") } == 2)
        if place.isOptional {
            #expect(outline.contains { $0.hasPrefix("step_error \(place.step): \(fault)") })
            #expect(outline.last?.hasPrefix("complete framework onePager") == true)
        } else {
            #expect(outline.last?.hasPrefix("error: \(fault)") == true)
        }
        let type = fault.contains("schema") ? "output_schema" : "output_not_json"
        #expect(run.count("penstock_step_failures_total", #"error_type="\#(type)""#) == 1)
        #expect(run.count("penstock_step_failures_total") == 1)
        #expect(run.count("penstock_step_retries_total") == 2)
        #expect(run.play.calls.count { $0.step == place.step } == 3)
        run.stop()
    }

    /// What can come to nothing any more is not waited for.
    @Test(arguments: places)
    func aFaultInTheFirstPartStopsTheAttempt(place: Place) throws {
        let right = answer(place)
        let members = right.replacing(#"{"title":""#, with: #"{"title":7,"subtitle":""#)
            .replacing(#"{"checks":[{"#, with: #"{"checks":[7,{"#)
            .replacing(#"{"overall":{"score":80"#, with: #"{"overall":{"score":180"#)
        #expect(members != right)
        let run = try ShippedRun(place.system, [place.step: [Take(members, in: 20), Take(right)]])
        run.advance(.seconds(60))
        let calls = run.play.calls.filter { $0.step == place.step }
        #expect(calls.count == 2 && (calls.first?.used.output ?? 20) < 10)
        #expect(run.transcript.lines.last == (try end(place)))
        let retry = run.transcript.outline.first { $0.contains("Trying again: ") }
        #expect(retry?.contains("does not satisfy its schema: /") == true)
        run.stop()
    }
}
