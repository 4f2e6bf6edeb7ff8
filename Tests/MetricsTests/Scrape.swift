import Bytes
import Metrics

/// A whole scrape, rendered in pieces of a size.
func scrapeBytes(
    _ registry: Registry,
    pieces limit: Int = .max,
    as format: ExpositionFormat = .text
) -> [UInt8] {
    var exposition = Exposition(of: registry, as: format)
    var buffer = ByteBuffer()
    var bytes: [UInt8] = []
    while exposition.render(into: &buffer, until: limit) {
        bytes += buffer.array
        buffer.removeAll()
    }
    return bytes + buffer.array
}

func scrape(_ registry: Registry, pieces limit: Int = .max, as format: ExpositionFormat = .text) -> String {
    String(decoding: scrapeBytes(registry, pieces: limit, as: format), as: UTF8.self)
}

/// The lines of one family.
func lines(_ registry: Registry, of family: String, as format: ExpositionFormat = .text) -> [String] {
    let comments = ["HELP", "TYPE", "UNIT"].map { "# \($0) \(family) " }
    return scrape(registry, as: format).split(separator: "\n").map(String.init).filter { line in
        line.hasPrefix(family) || comments.contains { line.hasPrefix($0) }
    }
}
