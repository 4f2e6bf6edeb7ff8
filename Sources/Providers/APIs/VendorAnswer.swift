internal import Bytes
internal import Events

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
    var model: String?
    /// What went wrong in the middle of it.
    var error: VendorError?
}
