/// The members of a JSON object, in the order in which they were given, found by their names.
package struct JSONObject: Sendable {
    package typealias Member = (name: String, value: JSONValue)

    package private(set) var members: [Member] = []
    /// Where each name stands, once there are so many that looking through them takes longer than hashing.
    private var places: [MemberName: Int] = [:]

    static let searchedMax = 12

    package init() {}

    /// Of members whose names are known to differ, and where they stand if there are more than ``searchedMax``.
    init(distinct members: [Member], at places: [MemberName: Int]) {
        self.members = members
        self.places = places
    }

    package init(minimumCapacity: Int) {
        members.reserveCapacity(minimumCapacity)
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }

    /// The value of the member called `name`; setting it adds the member at the end or replaces it where it stands,
    /// setting nil removes it.
    package subscript(name: String) -> JSONValue? {
        get {
            place(of: name).map { members[$0].value }
        }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end, unless there is one of that name; tells which.
    package mutating func insert(_ value: JSONValue, as name: String) -> Bool {
        guard place(of: name) == nil else { return false }
        append(name, value)
        return true
    }

    private func place(of name: String) -> Int? {
        places.isEmpty
            ? members.firstIndex { $0.name.hasSameCodePoints(as: name) }
            : places[MemberName(name)]
    }

    private mutating func append(_ name: String, _ value: JSONValue) {
        members.append((name, value))
        if places.isEmpty {
            if members.count > Self.searchedMax { index() }
        } else {
            places[MemberName(name)] = members.count - 1
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        places = [:]
        if members.count > Self.searchedMax { index() }
    }

    private mutating func index() {
        places.reserveCapacity(members.count)
        for (place, member) in members.enumerated() {
            places[MemberName(member.name)] = place
        }
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var one = Hasher()
            member.name.hashCodePoints(into: &one)
            one.combine(member.value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}
