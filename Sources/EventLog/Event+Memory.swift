internal import Events
internal import JSON

/// About how much memory things take that are kept: what is shared counts each time, so it is never too little.
extension Event {
    private static let ownBytes = 160

    var memoryBytes: Int {
        let content =
            switch payload {
            case .stepStart(let start): start.message.utf8.count
            case .partial(let partial): partial.value.memoryBytes
            case .draft(let draft): draft.text.utf8.count
            case .stepRetry(let retry): retry.fault.memoryBytes
            case .stepComplete(let complete): complete.output.memoryBytes
            case .stepSkip(let skip): skip.reason.utf8.count
            case .stepError(let error): error.fault.memoryBytes
            case .generationComplete(let end): end.result.memoryBytes
            case .generationError(let end, let fault): end.result.memoryBytes + fault.memoryBytes
            case .generationCancelled(let end, let reason): end.result.memoryBytes + reason.utf8.count
            case .generationStart(let start): start.steps.count * MemoryLayout<(Int, Duration)>.stride
            case .queued, .stepProgress, .cost, .snapshot, .gap, .shutdown: 0
            }
        return Self.ownBytes + content
    }
}

extension GenerationFault {
    fileprivate var memoryBytes: Int { message.utf8.count + redacted.utf8.count }
}

extension JSONValue {
    fileprivate var memoryBytes: Int {
        let content =
            switch self {
            case .null, .bool, .integer, .number: 0
            case .string(let text): text.utf8.count
            case .array(let elements): elements.reduce(0) { $0 + $1.memoryBytes }
            case .object(let object):
                object.members.reduce(0) { $0 + $1.name.utf8.count + $1.value.memoryBytes + 16 }
            }
        return content + 32
    }
}
