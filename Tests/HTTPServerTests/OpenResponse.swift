import Bytes
import HTTPServer

/// A route whose responses the test writes, step by step.
final class OpenResponse: ResponseObserver {
    private(set) var writer: ResponseWriter?
    private var body: ResponseBody?
    private(set) var endings: [ResponseEnding] = []
    private(set) var drains = 0
    var hasBody: Bool { body != nil }

    static let request = "GET /open HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Begins the response as soon as the request has come, if it `opens`.
    func route(opens: Bool = true) -> Route {
        Route(.get, "/open", needs: nil) { [self] _, writer in
            self.writer = consume writer
            if opens { open() }
        }
    }

    func wait() {
        writer?.wait(observer: self)
    }

    func open() {
        body = writer.take()?.stream(.ok, type: "text/plain", observer: self)
    }

    func append(_ text: String) {
        body?.append(Array(text.utf8).span)
    }

    var room: Int { body?.room ?? 0 }

    func finish() {
        body.take()?.finish()
    }

    func abort() {
        body.take()?.abort(as: "given_up")
    }

    /// Loses body and writer without a word.
    func drop() {
        body = nil
        writer = nil
    }

    func responseDrained() {
        drains += 1
    }

    func responseEnded(_ ending: ResponseEnding) {
        endings.append(ending)
    }
}
