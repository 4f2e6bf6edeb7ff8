/// Reads the JSON document of a model's answer while it arrives, and announces each part the moment it closes.
///
/// Announced are the members of the outermost object that are no arrays, and the elements of arrays among its members
/// or of an outermost array; nothing deeper. A part is checked against its part of the schema before it is announced,
/// so that a hopeless answer can be stopped; what only the whole can break is found at the end. The work is
/// proportional to the text, however it is cut; of the text nothing is kept but the values it became.
package struct IncrementalJSON: ~Copyable {
    private let limits: JSONLimits
    private let schema: JSONSchema?
    private var schemas: PartSchemas?
    private var envelope = AnswerEnvelope()
    private var scanner: JSONScanner
    private var assembly = JSONAssembly()
    /// How many bytes were read.
    private var offset = 0
    private var fault: Fault?

    package struct Part: Equatable, Sendable {
        package let path: JSONPointer
        package let value: JSONValue

        package init(path: JSONPointer, value: JSONValue) {
            self.path = path
            self.value = value
        }
    }

    /// - Parameters:
    ///   - schema: What is demanded of the document, and so of each part of it.
    ///   - checksWhole: Whether the whole is held to it too; the rest of a document that was cut cannot be.
    ///   - limits: Of the whole answer.
    package init(schema: JSONSchema?, checksWhole: Bool = true, limits: JSONLimits = JSONLimits()) {
        self.limits = limits
        self.schema = checksWhole ? schema : nil
        schemas = schema.map { PartSchemas($0) }
        scanner = JSONScanner(limits: limits)
    }

    /// The way to what is being written now: `/days/3` or deeper.
    package var path: JSONPointer { assembly.path }

    /// Takes the next piece; `closed` is called for each announced part, in the order in which they close.
    ///
    /// After a fault nothing more is read, and the same fault thrown again.
    package mutating func read(_ piece: Span<UInt8>, _ closed: (Part) -> Void) throws(Fault) {
        if let fault { throw fault }
        // Most of what a model writes at a time is a few letters of a text, and nothing can come of them.
        if piece.count <= limits.bytes - offset, scanner.pass(piece) {
            assembly.append(piece)
            offset += piece.count
            return
        }
        do throws(Fault) {
            try take(piece, closed)
        } catch {
            fault = error
            throw error
        }
    }

    /// Says that there is no more; returns the whole value.
    ///
    /// No part closes here that was not announced, so `closed` is not called.
    package mutating func finish(_ closed: (Part) -> Void = { _ in }) throws(Fault) -> JSONValue {
        if let fault { throw fault }
        do throws(Fault) {
            return try complete()
        } catch {
            fault = error
            throw error
        }
    }

    /// What is there of a document that was cut, also after a fault: the parts that were announced, and the members
    /// that are whole arrays.
    ///
    /// Nothing that was cut inside is among them, nor the part that violates the schema. Nil if not even the outermost
    /// container has begun.
    package func salvaged() -> JSONValue? {
        assembly.salvaged()
    }

    private mutating func take(_ piece: Span<UInt8>, _ closed: (Part) -> Void) throws(Fault) {
        let bytes = piece.extracting(first: min(piece.count, limits.bytes - offset))
        var index = 0
        while index < bytes.count {
            let taken = try step(bytes.extracting(index...), closed)
            index += taken
            offset += taken
        }
        guard bytes.count == piece.count else {
            throw .notJSON(JSONFault(.tooLong(limit: limits.bytes), at: offset))
        }
    }

    /// Takes as much as belongs together; returns how much that was.
    private mutating func step(_ bytes: Span<UInt8>, _ closed: (Part) -> Void) throws(Fault) -> Int {
        do throws(JSONFault) {
            switch envelope.place {
            case .before: return try envelope.open(bytes, at: offset)
            case .behind:
                try envelope.pass(bytes, at: offset)
                return bytes.count
            case .document: break
            }
        } catch {
            throw .notJSON(error)
        }
        let taken = try scan(bytes)
        if assembly.isPaused { try announce(closed) }
        if scanner.isAtEnd { envelope.close() }
        return taken
    }

    private mutating func scan(_ bytes: Span<UInt8>) throws(Fault) -> Int {
        do throws(JSONFault) {
            return try scanner.advance(bytes, into: &assembly)
        } catch {
            throw placed(error)
        }
    }

    private mutating func announce(_ closed: (Part) -> Void) throws(Fault) {
        guard let part = assembly.closedPart else { return }
        if let violations = schemas?.violations(of: part), !violations.isEmpty {
            throw .violates(violations)
        }
        assembly.resume()
        closed(Part(path: part.path, value: part.value))
    }

    private mutating func complete() throws(Fault) -> JSONValue {
        do throws(JSONFault) {
            try scanner.finish(into: &assembly)
        } catch {
            let start = envelope.place == .before ? offset : envelope.documentStart
            throw .notJSON(error.moved(by: start, path: assembly.path))
        }
        guard let value = assembly.value else {
            preconditionFailure("a document without a value was complete")
        }
        if let violations = schema?.validate(value), !violations.isEmpty {
            throw .violates(violations)
        }
        return value
    }

    /// A fault of the scanner with its place in the answer.
    private func placed(_ fault: JSONFault) -> Fault {
        // Words and digits that are no value were meant as prose.
        if case .unexpected = fault.reason, assembly.isEmpty {
            return .notJSON(JSONFault(.prose, at: envelope.documentStart))
        }
        return .notJSON(fault.moved(by: envelope.documentStart, path: assembly.path))
    }
}
