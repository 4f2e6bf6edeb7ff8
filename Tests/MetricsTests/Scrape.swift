import Bytes
import Metrics

/// A whole scrape in text format 0.0.4, and its lines without the registry's own families.
func scrape(_ registry: Registry, pieces limit: Int = .max) -> String {
    var exposition = TextExposition(of: registry)
    var buffer = ByteBuffer()
    var text = ""
    while exposition.render(into: &buffer, until: limit) {
        text += buffer.string
        buffer.removeAll()
    }
    return text + buffer.string
}

func lines(_ registry: Registry, of family: String) -> [String] {
    scrape(registry).split(separator: "\n").map(String.init).filter { line in
        line.hasPrefix(family) || line.hasPrefix("# HELP \(family) ") || line.hasPrefix("# TYPE \(family) ")
    }
}
