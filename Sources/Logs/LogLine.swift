/// One line of the log before it is written: what happened, and its particulars in order.
package struct LogLine: Sendable {
    package enum Value: Sendable {
        case text(String)
        case integer(Int)
        case flag(Bool)
        /// Nano-dollars, printed as dollars, exactly.
        case dollars(Int64)
        /// Printed as milliseconds with three decimals.
        case duration(Duration)
        /// Several durations by name, such as the steps of a generation.
        case durations([(name: String, duration: Duration)])
    }

    package let level: LogLevel
    /// A few words that stay the same each time it happens.
    package let event: StaticString
    package private(set) var fields: [(name: StaticString, value: Value)] = []

    package init(_ level: LogLevel, _ event: StaticString) {
        self.level = level
        self.event = event
    }

    package mutating func add(_ name: StaticString, _ value: String) {
        fields.append((name, .text(value)))
    }

    package mutating func add(_ name: StaticString, _ value: Int) {
        fields.append((name, .integer(value)))
    }

    package mutating func add(_ name: StaticString, _ value: Bool) {
        fields.append((name, .flag(value)))
    }

    package mutating func add(_ name: StaticString, nanoDollars: Int64) {
        fields.append((name, .dollars(nanoDollars)))
    }

    package mutating func add(_ name: StaticString, _ value: Duration) {
        fields.append((name, .duration(value)))
    }

    package mutating func add(_ name: StaticString, _ value: [(name: String, duration: Duration)]) {
        fields.append((name, .durations(value)))
    }
}
