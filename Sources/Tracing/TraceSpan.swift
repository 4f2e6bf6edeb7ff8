package import Platform

/// A piece of work that took time, once it is over: what an exporter is given.
package struct TraceSpan: Sendable {
    /// Who stands at its two ends (the numbers are those of OTLP).
    package enum Kind: Int, Sendable {
        case `internal` = 1
        case server = 2
        case client = 3
    }

    package enum Value: Equatable, Sendable {
        case text(String)
        case integer(Int)
        case number(Double)
        case flag(Bool)
        case texts([String])
    }

    package let context: TraceContext
    package let name: String
    package let kind: Kind
    package let began: Timestamp
    package let ended: Timestamp
    package private(set) var attributes: [(name: StaticString, value: Value)] = []
    /// What went wrong, if something did.
    package var failure: String?

    package init(
        _ context: TraceContext,
        _ name: String,
        _ kind: Kind,
        from began: Timestamp,
        to ended: Timestamp
    ) {
        self.context = context
        self.name = name
        self.kind = kind
        self.began = began
        self.ended = ended
    }

    /// Adds an attribute; names follow OpenTelemetry's conventions where they have one.
    package mutating func add(_ name: StaticString, _ value: Value) {
        attributes.append((name, value))
    }
}
