internal import Bytes
package import JSON

/// An error as clients get it before the first event: a problem document (RFC 9457), to which the response adds the
/// request's id.
package struct Problem: Error, Sendable {
    /// One thing that was wrong with what the client sent.
    package struct Fault: Sendable {
        /// Where in the body it stands (RFC 6901), if it is about a place.
        package let pointer: JSONPointer?
        package let message: String

        package init(at pointer: JSONPointer?, _ message: String) {
            self.pointer = pointer
            self.message = message
        }
    }

    package let status: Status
    /// What was wrong this time, in a sentence.
    package let detail: String
    package var faults: [Fault] = []
    /// Further members of the document (RFC 9457 section 3.2).
    package var extensions: [(name: String, value: JSONValue)] = []
    /// Further header fields, such as `Allow` or `Retry-After`.
    package var fields: [(name: StaticString, value: String)] = []
    /// What only the request's line in the log says.
    package var notes: [(name: StaticString, value: String)] = []
    /// Whether the connection is of no further use.
    package var closesConnection = false

    package init(_ status: Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// What the document says by itself; who reads a member that stands there twice is anybody's guess.
    private static let ownMembers: Set = ["type", "title", "status", "detail", "request_id", "errors"]

    /// A longer path would come back to its sender once for each of its faults.
    private static let pathBytesMax = 1_024

    package static let contentType: StaticString = "application/problem+json"

    func render(into buffer: inout ByteBuffer, requestID: borrowing ByteBuffer) {
        buffer.openObject()
        buffer.member("type", "about:blank")
        buffer.member("title", status.phrase)
        buffer.member("status", status.rawValue)
        buffer.member("detail", detail)
        requestID.withSpan { buffer.member("request_id", $0) }
        if !faults.isEmpty {
            buffer.key("errors")
            buffer.openArray()
            for fault in faults { append(fault, to: &buffer) }
            buffer.closeArray()
        }
        var names = Self.ownMembers
        for (name, value) in extensions where names.insert(name).inserted {
            buffer.key(escaping: name)
            buffer.append(json: value)
        }
        buffer.closeObject()
    }

    private func append(_ fault: Fault, to buffer: inout ByteBuffer) {
        buffer.openObject()
        let path = fault.pointer?.description
        if let path, let pointer = fault.pointer, path.utf8.count > Self.pathBytesMax {
            buffer.member("detail", "\(pointer.abridged) \(fault.message)")
        } else {
            if let path { buffer.member("pointer", path) }
            buffer.member("detail", fault.message)
        }
        buffer.closeObject()
    }
}
