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
    /// Whether the connection is of no further use.
    package var closesConnection = false

    package init(_ status: Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// What the document says by itself; who reads a member that stands there twice is anybody's guess.
    private static let ownMembers: Set = ["type", "title", "status", "detail", "request_id", "errors"]

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
            for fault in faults {
                buffer.openObject()
                if let pointer = fault.pointer { buffer.member("pointer", pointer.description) }
                buffer.member("detail", fault.message)
                buffer.closeObject()
            }
            buffer.closeArray()
        }
        var names = Self.ownMembers
        for (name, value) in extensions where names.insert(name).inserted {
            buffer.key(escaping: name)
            buffer.append(json: value)
        }
        buffer.closeObject()
    }
}
