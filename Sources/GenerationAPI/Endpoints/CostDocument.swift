internal import Bytes
internal import Costs
internal import Dialects
internal import Events
internal import JSON
internal import Platform

/// What a ledger answers, as JSON and as CSV: exact in nano-dollars, and in dollars for people.
enum CostDocument {
    static func json(_ report: LedgerReport) -> ByteBuffer {
        var body = ByteBuffer()
        body.openObject()
        body.member("since", Int(report.since.unixMilliseconds))
        body.key("by")
        body.openArray()
        for column in report.columns { body.append(jsonString: column.rawValue) }
        body.closeArray()
        body.key("rows")
        body.openArray()
        for row in report.rows {
            body.openObject()
            for (column, value) in zip(report.columns, row.values) {
                body.key(escaping: column.rawValue)
                body.append(jsonString: value)
            }
            append(row.sums, to: &body)
            body.closeObject()
        }
        body.closeArray()
        body.key("total")
        body.openObject()
        append(report.total, to: &body)
        body.closeObject()
        body.closeObject()
        body.append(UInt8(ascii: "\n"))
        return body
    }

    private static func append(_ sums: LedgerSums, to body: inout ByteBuffer) {
        body.member("calls", sums.calls)
        body.member("estimated_calls", sums.estimatedCalls)
        body.key("usage")
        body.openObject()
        body.append(sums.usage)
        body.closeObject()
        body.append(sums.cost)
    }

    /// Rows alone: whoever adds them up must not find the total among them.
    static func csv(_ report: LedgerReport) -> ByteBuffer {
        let figures = [
            "calls", "estimated_calls", "unpriced_calls", "input_tokens", "cached_input_tokens",
            "cache_write_tokens", "output_tokens", "reasoning_tokens", "nano_dollars", "dollars",
            "estimated_nano_dollars",
        ]
        var body = ByteBuffer()
        body.append(csvLine: report.columns.map(\.rawValue) + figures)
        for row in report.rows { body.append(csvLine: row.values.map(Self.text) + Self.figures(row.sums)) }
        return body
    }

    private static func figures(_ sums: LedgerSums) -> [String] {
        let (usage, cost) = (sums.usage, sums.cost)
        let counts = [
            sums.calls, sums.estimatedCalls, cost.unpricedCalls, usage.input, usage.cachedInput,
            usage.cacheWrite, usage.output, usage.reasoning, Int(cost.amount.count),
        ]
        return counts.map(String.init) + [cost.amount.description, String(cost.estimated.count)]
    }

    /// A name that a spreadsheet would take for a formula is marked as text, as OWASP advises ("CSV Injection").
    static func text(_ value: String) -> String {
        guard let first = value.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first) else {
            return value
        }
        return "'" + value
    }
}

extension ByteBuffer {
    /// A record of RFC 4180: fields that could be misread stand in quotes, and those inside are doubled.
    mutating func append(csvLine fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { append(",") }
            let isPlain = !field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            append(isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\"")
        }
        append("\r\n")
    }
}
