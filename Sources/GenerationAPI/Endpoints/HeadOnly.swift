internal import HTTPServer

/// Whoever has the head only needs to be told nothing.
final class HeadOnly: ResponseObserver {
    func responseDrained() {}
    func responseEnded(_ ending: ResponseEnding) {}
}
