/// Members and elements of containers that are still open, the innermost container's on top.
///
/// A container that closes takes its own off the top by moving them: no value is copied, retained or moved more than
/// once for each container that it stands in.
@safe struct MemberStack: ~Copyable {
    private var base: UnsafeMutablePointer<JSONObject.Member>
    private var capacity = 64
    private(set) var count = 0

    init() {
        unsafe base = .allocate(capacity: capacity)
    }

    deinit {
        unsafe base.deinitialize(count: count)
        unsafe base.deallocate()
    }

    mutating func push(_ name: String, _ value: consuming JSONValue) {
        if count == capacity { grow() }
        unsafe (base + count).initialize(to: (name, value))
        count += 1
    }

    /// The elements from `start` on, which leave the stack.
    mutating func popElements(from start: Int) -> [JSONValue] {
        precondition(start >= 0 && start <= count, "can only pop what is there")
        let popped = unsafe base + start
        let length = count - start
        count = start
        // The standard library would write its count to the empty array that all threads share.
        guard length > 0 else { return [] }
        return unsafe [JSONValue](unsafeUninitializedCapacity: length) { elements, filled in
            for index in 0..<length {
                unsafe elements.initializeElement(at: index, to: (popped + index).move().value)
            }
            filled = length
        }
    }

    /// The members from `start` on, which leave the stack.
    mutating func popMembers(from start: Int) -> [JSONObject.Member] {
        precondition(start >= 0 && start <= count, "can only pop what is there")
        let popped = unsafe base + start
        let length = count - start
        count = start
        guard length > 0 else { return [] }
        return unsafe [JSONObject.Member](unsafeUninitializedCapacity: length) { members, filled in
            unsafe members.baseAddress?.moveInitialize(from: popped, count: length)
            filled = length
        }
    }

    func name(at index: Int) -> String {
        precondition(index >= 0 && index < count, "no such member")
        return unsafe base[index].name
    }

    /// Copies, which stay on the stack as well.
    func members(in range: Range<Int>) -> [JSONObject.Member] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "no such members")
        return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    private mutating func grow() {
        capacity *= 2
        let larger = UnsafeMutablePointer<JSONObject.Member>.allocate(capacity: capacity)
        unsafe larger.moveInitialize(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = larger
    }
}
