package import Bytes
package import Events
package import JSON

/// A client's wire format: events in, bytes out.
///
/// A pure function of one event and what stands fixed about its generation, so that a replay renders the same bytes
/// and an event is rendered once, however many read it.
package protocol Dialect: Sendable {
    /// Appends whole blocks, none if the dialect has nothing to say about the event.
    ///
    /// - Returns: How many events a client will see.
    func render(_ event: Event, of stream: StreamFacts, into buffer: inout ByteBuffer) -> Int

    /// The same for a piece of text, which is valid UTF-8; `beginning` is what its step's text begins with, up to 200
    /// characters (code points) of what there is by then.
    func render(
        _ delta: Delta,
        text: Span<UInt8>,
        beginning: Span<UInt8>,
        of stream: StreamFacts,
        into buffer: inout ByteBuffer
    ) -> Int

    /// The answer of a route that waits for the end and answers with one document.
    func document(_ event: Event, of stream: StreamFacts) -> JSONValue
}

/// What stands fixed about one generation for everybody who reads it.
package struct StreamFacts: Sendable {
    package let generation: GenerationID
    package let epoch: Int
    package let pipeline: PipelineFacts

    package init(generation: GenerationID, epoch: Int, pipeline: PipelineFacts) {
        self.generation = generation
        self.epoch = epoch
        self.pipeline = pipeline
    }

    func position(of sequence: Int) -> EventPosition {
        EventPosition(epoch: epoch, sequence: sequence)
    }
}
