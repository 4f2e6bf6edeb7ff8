internal import Bytes

/// Makes values of a scanner's tokens; refuses the second member of one name, and pauses at each part that is to be
/// announced.
struct JSONAssembly: ~Copyable, JSONTokenReceiver {
    private var levels: [AssemblyLevel] = []
    private var members = MemberStack()
    /// Of the names of the members of all objects that are open and have few of them.
    private var fingerprints: [UInt64] = []
    /// The name or string at hand.
    private var text = ByteBuffer()
    /// A part that has just closed and waits to be placed.
    private var waiting: JSONValue?
    private(set) var isPaused = false
    /// The whole value, once it is complete.
    private(set) var value: JSONValue?

    /// Whether not even the outermost container has begun.
    var isEmpty: Bool { levels.isEmpty && value == nil }

    /// The way to the value at hand, or to what encloses it where none is.
    var path: JSONPointer {
        var tokens: [String] = []
        for (depth, level) in levels.enumerated() {
            if level.isArray {
                tokens.append(String(range(ofLevel: depth).count))
            } else if let name = level.name {
                tokens.append(name)
            }
        }
        return JSONPointer(tokens: tokens)
    }

    /// The part that has closed, while the assembly is paused.
    var closedPart: ClosedPart? {
        guard let waiting, let outer = levels.first else { return nil }
        let hasElements = levels.count == 2 || outer.isArray
        return ClosedPart(
            member: outer.name,
            index: hasElements ? range(ofLevel: levels.count - 1).count : nil,
            value: waiting
        )
    }

    /// Goes on behind the part that has closed.
    mutating func resume() {
        guard let part = waiting.take() else { return }
        isPaused = false
        place(part)
    }

    /// The outermost container with what was announced of it, and what arrays among its members are known to be empty.
    func salvaged() -> JSONValue? {
        guard let outer = levels.first else { return value }
        let complete = members.members(in: range(ofLevel: 0))
        if outer.isArray { return .array(complete.map(\.value)) }
        var object = JSONObject(minimumCapacity: complete.count + 1)
        for (name, value) in complete { object[name] = value }
        if levels.count > 1, levels[1].isArray, let name = outer.name {
            object[name] = .array(members.members(in: range(ofLevel: 1)).map(\.value))
        }
        return .object(object)
    }

    /// Takes more of the name or string at hand.
    mutating func append(_ piece: Span<UInt8>) {
        text.append(piece)
    }

    @inline(__always)
    mutating func receive(_ token: JSONToken, _ text: Span<UInt8>, at offset: Int) throws(JSONFault) {
        switch token {
        case .namePiece, .stringPiece: append(text)
        case .stringEnd: end(.string(takeText()))
        case .nameEnd: try endName(at: offset)
        case .objectStart, .arrayStart:
            levels.append(
                AssemblyLevel(
                    isArray: token == .arrayStart,
                    start: members.count,
                    firstFingerprint: fingerprints.count
                )
            )
        case .objectEnd: endObject()
        case .arrayEnd: endArray()
        case .number: end(JSONValue(number: text) ?? .null)
        case .true: end(.bool(true))
        case .false: end(.bool(false))
        case .null: end(.null)
        }
    }

    /// Where on the stack stands what is complete of a level.
    private func range(ofLevel depth: Int) -> Range<Int> {
        levels[depth].start..<(depth + 1 < levels.count ? levels[depth + 1].start : members.count)
    }

    private mutating func takeText() -> String {
        let string = text.string
        text.removeAll()
        return string
    }

    private mutating func endArray() {
        guard let level = levels.popLast() else { return }
        end(.array(members.popElements(from: level.start)))
    }

    private mutating func endObject() {
        guard let level = levels.popLast() else { return }
        fingerprints.removeLast(fingerprints.count - level.firstFingerprint)
        end(.object(JSONObject(distinct: members.popMembers(from: level.start), at: level.places)))
    }

    private mutating func endName(at offset: Int) throws(JSONFault) {
        let name = takeText()
        let fingerprint = name.utf8.span.nameFingerprint
        let top = levels.count - 1
        levels[top].name = name
        guard isNew(name, fingerprint, in: top) else {
            throw JSONFault(.duplicateName(name), at: offset)
        }
    }

    /// Notes a name; false if the object has a member of that name.
    private mutating func isNew(_ name: String, _ fingerprint: UInt64, in top: Int) -> Bool {
        let start = levels[top].start
        guard levels[top].places.isEmpty else {
            let earlier = levels[top].places.updateValue(members.count - start, forKey: MemberName(name))
            return earlier == nil
        }
        let first = levels[top].firstFingerprint
        for index in first..<fingerprints.count where fingerprints[index] == fingerprint {
            if members.name(at: start + index - first).hasSameCodePoints(as: name) { return false }
        }
        fingerprints.append(fingerprint)
        if fingerprints.count - first > JSONObject.searchedMax {
            for place in start..<members.count {
                levels[top].places[MemberName(members.name(at: place))] = place - start
            }
            levels[top].places[MemberName(name)] = members.count - start
        }
        return true
    }

    @inline(__always)
    private mutating func end(_ value: consuming JSONValue) {
        if levels.count <= 2, isAnnounced(value) {
            waiting = value
            isPaused = true
        } else {
            place(value)
        }
    }

    /// Whether what closes here is an element of the outermost array, a member of the outermost object that is no
    /// array, or an element of one that is.
    private func isAnnounced(_ value: borrowing JSONValue) -> Bool {
        switch levels.count {
        case 1: levels[0].isArray || !value.isArray
        case 2: !levels[0].isArray && levels[1].isArray
        default: false
        }
    }

    @inline(__always)
    private mutating func place(_ value: consuming JSONValue) {
        let top = levels.count - 1
        guard top >= 0 else { return self.value = value }
        members.push(levels[top].name.take() ?? "", value)
    }
}
