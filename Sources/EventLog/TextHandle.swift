internal import Bytes

/// The text of one attempt of a step, to whoever appends to it.
package struct TextHandle {
    let text: StepText

    package var byteCount: Int { text.bytes.count }
    /// What was said by this attempt itself.
    package var addedBytes: Int { text.bytes.count - text.inheritedBytes }

    /// The text so far.
    package func withText<Result, Failure: Error>(
        _ read: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try text.bytes.withSpan(read)
    }
}
