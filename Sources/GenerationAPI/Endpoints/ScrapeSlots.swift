/// How many scrapes may be under way on one loop: each holds what is rendered ahead of its reader, and a compressor.
///
/// A Prometheus or two and somebody with a browser need three.
final class ScrapeSlots {
    private(set) var taken = 0

    static let max = 16

    var isFull: Bool { taken >= Self.max }

    func take() {
        taken += 1
    }

    func release() {
        precondition(taken > 0, "a slot is released once")
        taken -= 1
    }
}
