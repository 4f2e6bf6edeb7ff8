internal import Bytes
internal import Events
internal import JSON

/// What the frames of an answer have said so far.
struct VendorAnswer: ~Copyable {
    /// Text that nobody has been told of yet.
    var text = ByteBuffer()
    var usage = Usage()
    /// Whether the vendor has said how many tokens were used.
    var hasUsage = false
    /// Why the model stopped, once it has said so.
    var finish: FinishReason?
    /// Whether the vendor has said that nothing follows.
    var isOver = false
    /// The model that answers, by its exact name.
    private(set) var model: String?
    /// What went wrong in the middle of it.
    var error: VendorError?

    /// Longer than any model's name, and short enough for a span.
    private static var nameMax: Int { 200 }

    /// Keeps the first name that a frame gives; Azure's first frame has an empty one.
    mutating func name(_ model: @autoclosure () -> JSONNode?) {
        guard self.model == nil, let name = model()?.string, !name.isEmpty else { return }
        self.model = String(name.prefix(Self.nameMax))
    }
}
