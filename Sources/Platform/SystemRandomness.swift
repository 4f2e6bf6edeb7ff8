internal import Glibc

/// The kernel's random numbers, fetched a page at a time; the only place in Penstock that asks for them.
///
/// Good for identifiers that nobody can guess, and cheap enough for one with every request.
package struct SystemRandomness: RandomNumberGenerator {
    private var numbers: [UInt64] = []
    /// What `getentropy` gives at most (getentropy(3)).
    private static let fetched = 256 / MemoryLayout<UInt64>.size

    package init() {}

    package mutating func next() -> UInt64 {
        if numbers.isEmpty { fetch() }
        return numbers.removeLast()
    }

    private mutating func fetch() {
        numbers = unsafe [UInt64](unsafeUninitializedCapacity: Self.fetched) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            let status = unsafe getentropy(bytes.baseAddress, bytes.count)
            precondition(status == 0, "the kernel always has random numbers")
            count = Self.fetched
        }
    }
}
