internal import Bytes
internal import JSON

/// What stands fixed about a pipeline for the whole of a generation, and what dialects may know of it.
package struct PipelineFacts: Sendable {
    package let name: String
    package let title: String
    /// Changes whenever the pipeline's file does.
    package let version: String
    package let steps: [StepFacts]

    package init(name: String, title: String, version: String, steps: [StepFacts]) {
        self.name = name
        self.title = title
        self.version = version
        self.steps = steps
    }
}

/// What stands fixed about one step.
package struct StepFacts: Sendable {
    package let id: String
    /// The id as JSON, quotes included.
    package let quotedID: [UInt8]
    package let label: String
    package let icon: String?
    /// How long it takes, as its file says; what is learned stands beside it.
    package let expected: Duration
    /// Percentages that the pipeline prescribes for the step's beginning and end, for dialects that show those.
    package let startPercent: Int?
    package let completePercent: Int?
    /// The same for the rounds of a check's repair: where the first begins, and where the last ends.
    package let repairPercents: ClosedRange<Int>?
    /// The for-each that the step is the body of; such a step is no step of the pipeline by itself.
    package let parent: Int?

    package init(
        id: String,
        label: String,
        icon: String?,
        expected: Duration,
        startPercent: Int?,
        completePercent: Int?,
        repairPercents: ClosedRange<Int>? = nil,
        parent: Int? = nil
    ) {
        self.id = id
        var quoted = ByteBuffer()
        quoted.append(jsonString: id)
        quotedID = quoted.array
        self.label = label
        self.icon = icon
        self.expected = expected
        self.startPercent = startPercent
        self.completePercent = completePercent
        self.repairPercents = repairPercents
        self.parent = parent
    }
}
