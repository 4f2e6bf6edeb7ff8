import Bytes
import Metrics

/// What a registry says at one moment: counters and gauges, and the counts and sums of histograms.
public struct Scrape: Sendable {
    /// The text format, as it was rendered.
    public let text: String
    private var families: [Substring: [(labels: Substring, value: Double)]] = [:]

    package init(_ registry: Registry) {
        var exposition = Exposition(of: registry)
        var buffer = ByteBuffer()
        var text = ""
        while exposition.render(into: &buffer, until: 1 << 20) {
            text += buffer.string
            buffer.removeAll()
        }
        text += buffer.string
        self.text = text
        for line in text.utf8.split(separator: 10) where line.first != UInt8(ascii: "#") {
            guard let space = line.lastIndex(of: UInt8(ascii: " ")) else { continue }
            let series = line[..<space]
            let brace = series.firstIndex(of: UInt8(ascii: "{")) ?? series.endIndex
            let value = Double(Substring(line[line.index(after: space)...])) ?? .nan
            families[Substring(series[..<brace]), default: []].append((Substring(series[brace...]), value))
        }
    }

    /// The sum of a family's series that have all of these labels, each written as `name="value"`.
    public func sum(_ family: String, _ labels: String...) -> Double {
        sum(family, labels: labels)
    }

    public func sum(_ family: String, labels: [String]) -> Double {
        (families[family[...]] ?? []).reduce(0) { sum, series in
            labels.allSatisfy { series.labels.contains($0) } ? sum + series.value : sum
        }
    }
}
