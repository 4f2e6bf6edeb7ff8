import Testing

@testable import Metrics

@Suite struct HandlesByCaseTests {
    private enum Only: CaseIterable { case one }
    private enum Kind: String, CaseIterable {
        case last = "z"
        case middle = "m"
        case first = "a"
    }

    @Test func everyCaseHasItsOwnSeriesFromTheStart() {
        let registry = Registry(loops: 1)
        let family = registry.counter("a_total", "x", labels: ["kind"])
        let counters = HandlesByCase { (kind: Kind) in family.bind(kind.rawValue) }
        #expect(samples(registry) == [#"{kind="a"} 0"#, #"{kind="m"} 0"#, #"{kind="z"} 0"#])
        for (index, kind) in Kind.allCases.enumerated() {
            counters[kind].add(UInt64(index + 1), on: registry.shard(ofLoop: 0))
        }
        #expect(samples(registry) == [#"{kind="a"} 3"#, #"{kind="m"} 2"#, #"{kind="z"} 1"#])
    }

    private func samples(_ registry: Registry) -> [String] {
        lines(registry, of: "a_total").filter { !$0.hasPrefix("#") }.map { String($0.dropFirst(7)) }.sorted()
    }

    @Test func oneCaseIsAnEnumToo() {
        #expect(HandlesByCase { (_: Only) in 7 }[.one] == 7)
    }

    @Test func handlesMayDependOnTwoEnums() {
        let pairs = HandlesByCase { (kind: Kind) in HandlesByCase { (only: Only) in "\(kind) \(only)" } }
        for kind in Kind.allCases { #expect(pairs[kind][.one] == "\(kind) one") }
    }
}
