import Bytes
import Metrics

/// What a registry says at one moment, by series: `name{label="value"}`.
public struct Scrape {
    public private(set) var samples: [String: Double] = [:]

    package init(_ registry: Registry) {
        var exposition = TextExposition(of: registry)
        var buffer = ByteBuffer()
        var text = ""
        while exposition.render(into: &buffer, until: 1 << 20) {
            text += buffer.string
            buffer.removeAll()
        }
        text += buffer.string
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            samples[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
    }

    /// The sum of a family's series that have all of these labels, each written as `name="value"`.
    public func sum(_ family: String, _ labels: String...) -> Double {
        samples.reduce(0) { sum, sample in
            let isOf = sample.key == family || sample.key.hasPrefix(family + "{")
            return isOf && labels.allSatisfy { sample.key.contains($0) } ? sum + sample.value : sum
        }
    }
}
