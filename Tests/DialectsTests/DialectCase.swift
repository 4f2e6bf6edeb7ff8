import Bytes
import Dialects
import Events
import JSON
import Platform
import Testing

/// One event, and the exact bytes that a client of each dialect gets for it.
struct DialectCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let payload: Event.Payload
    let penstock: String
    let content: String
    let vision: String
    let plan: String

    init(
        _ description: String,
        _ payload: Event.Payload,
        penstock: String,
        content: String = "",
        vision: String = "",
        plan: String = ""
    ) {
        testDescription = description
        self.payload = payload
        self.penstock = penstock
        self.content = content
        self.vision = vision
        self.plan = plan
    }

    /// What a client of the dialect gets.
    func expected(by name: DialectName) -> String {
        switch name {
        case .penstock: penstock
        case .content: content
        case .visionFramework: vision
        case .lifePlan: plan
        }
    }

    static let all: [DialectCase] = steps + parts + readings + ends

    static let generation: GenerationID = {
        var random: any RandomNumberGenerator = SeededRandomness(seed: 1)
        return GenerationID(UUID(at: Timestamp(unixNanoseconds: 1_700_000_000_000_000_000), random: &random))
    }()

    static let stream = StreamFacts(
        generation: generation,
        epoch: 3,
        pipeline: PipelineFacts(
            name: "content",
            title: "Content",
            version: "abc",
            steps: [
                StepFacts(
                    id: "generator",
                    label: "Generate \"it\"",
                    icon: "pen",
                    expected: .milliseconds(1_500),
                    startPercent: 30,
                    completePercent: 50
                ),
                StepFacts(
                    id: "hidden",
                    label: "Hidden",
                    icon: nil,
                    expected: .seconds(1),
                    startPercent: nil,
                    completePercent: nil
                ),
                StepFacts(
                    id: "validator",
                    label: "Validate",
                    icon: nil,
                    expected: .seconds(1),
                    startPercent: 80,
                    completePercent: nil,
                    repairPercents: 85...95
                ),
                StepFacts(
                    id: "each",
                    label: "Each",
                    icon: nil,
                    expected: .seconds(1),
                    startPercent: nil,
                    completePercent: nil
                ),
                StepFacts(
                    id: "one",
                    label: "One",
                    icon: nil,
                    expected: .seconds(1),
                    startPercent: nil,
                    completePercent: nil,
                    parent: 3
                ),
            ]
        )
    )

    /// The seventh event, at 41 percent.
    var event: Event {
        let time = Timestamp(unixNanoseconds: 1_700_000_000_123_999_999)
        return Event(sequence: 7, time: time, progress: 41, payload: payload)
    }

    static var usage: Usage {
        var usage = Usage(input: 100, output: 20)
        usage.cachedInput = 5
        usage.isEstimated = true
        return usage
    }

    /// A nano-dollar more than 12 cents, half of it for tokens that were estimated.
    static let cost = Cost(NanoDollars(120_000_001), estimated: NanoDollars(60_000_000))
    static let costed =
        #""cost":{"nano_dollars":120000001,"dollars":"0.120000001","estimated_nano_dollars":60000000}"#

    static func end(_ result: JSONValue, missing: [Int], usage: Usage) -> Event.GenerationEnd {
        Event.GenerationEnd(
            generation: generation,
            result: result,
            missing: missing,
            duration: .microseconds(2_345_678),
            usage: usage,
            cost: usage == Usage() ? Cost() : cost,
            stepCosts: usage == Usage() ? [] : [Event.StepCost(step: 0, usage: Usage(), cost: cost)],
            steps: [(step: 0, duration: .seconds(2)), (step: 1, duration: .microseconds(999))],
            models: ["simulator/writer", "simulator/other"]
        )
    }

    static let head = "id: 3.7\nevent: "
    static let place = #"{"sequence":7,"time":1700000000123,"progress":41,"#

    /// What the penstock dialect makes of the members of an event.
    static func block(_ name: String, _ members: String) -> String {
        "\(head)\(name)\ndata: \(place)\(members)}\n\n"
    }

    /// What a dialect of nothing but data makes of objects.
    static func data(_ objects: String...) -> String {
        objects.map { "data: \($0)\n\n" }.joined() + "id: 3.7\n\n"
    }
}
