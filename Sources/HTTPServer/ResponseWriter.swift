package import Bytes
internal import JSON

/// The right to answer one request, once.
///
/// Consumed by the answer; if it is dropped without one, the client gets a 500.
package struct ResponseWriter: ~Copyable {
    private let connection: Connection
    private let exchange: Int
    private var fields = ByteBuffer()

    init(_ connection: Connection, exchange: Int) {
        self.connection = connection
        self.exchange = exchange
    }

    deinit {
        connection.writerDropped(exchange)
    }

    /// Adds a header field; the value is the server's own, so a line break in it is a defect.
    package mutating func addField(_ name: StaticString, _ value: String) {
        precondition(value.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x09 }, "a header value is one line")
        fields.append(name)
        fields.append(": ")
        fields.append(value)
        fields.append("\r\n")
    }

    /// Adds to the request's line in the log.
    package func note(_ name: StaticString, _ value: String) {
        connection.notes.append((name, value))
    }

    /// Says who is told if the client leaves before it has been answered.
    package mutating func wait(observer: any ResponseObserver) {
        connection.observe(by: observer)
    }

    /// Answers with a whole body.
    package consuming func send(_ status: Status, type: StaticString, _ body: borrowing ByteBuffer) {
        let connection = connection
        connection.beginResponse(status, type: type, fields: fields, length: body.count)
        body.withSpan { connection.appendBody($0) }
        connection.endResponse()
    }

    package consuming func send(_ status: Status, type: StaticString, _ body: StaticString) {
        connection.beginResponse(status, type: type, fields: fields, length: body.utf8CodeUnitCount)
        connection.appendBody(body)
        connection.endResponse()
    }

    /// Answers without a body.
    package consuming func send(_ status: Status) {
        connection.beginResponse(status, type: nil, fields: fields, length: 0)
        connection.endResponse()
    }

    /// Answers with a problem document.
    package consuming func send(_ problem: Problem) {
        for (name, value) in problem.fields { addField(name, value) }
        for (name, value) in problem.notes { note(name, value) }
        let connection = connection
        connection.send(problem, fields: fields)
    }

    /// Begins an answer whose body comes in pieces; without `type`, a field that was added says what it is.
    package consuming func stream(
        _ status: Status,
        type: StaticString? = nil,
        observer: any ResponseObserver
    ) -> ResponseBody {
        connection.beginResponse(status, type: type, fields: fields, length: nil)
        connection.observe(by: observer)
        return ResponseBody(connection, exchange: exchange)
    }
}
