package import Bytes

/// One scrape: every family with its series and their values, rendered a piece at a time so that no stream waits for a
/// long one.
///
/// Families come sorted by name and series in the order they were bound, so that two scrapes differ in values only.
/// Nothing that records waits for it: values are read as they are, each series consistently.
package struct Exposition: ~Copyable {
    private let encoder: any ExpositionEncoder
    private let families: [Family]
    private var family = 0
    private var series: [Series] = []
    private var next = 0
    private var reading: Reading
    /// A family that is rendered aside, and how much of it was sent.
    private var aside = ByteBuffer()
    private var sent = 0
    private var isAsideWhole = false
    private var isFinished = false

    package init(of registry: Registry, as format: ExpositionFormat = .text) {
        registry.collect()
        encoder = format.encoder
        reading = Reading(shardCount: registry.store.shardCount, readsNative: encoder.readsNative)
        families = registry.familiesByName
        series = families.first?.series ?? []
    }

    /// Renders whole series until `buffer` holds `limit` bytes, or as much work was done, or the scrape is over.
    ///
    /// - Returns: Whether there is more to render, even if nothing was added this time.
    package mutating func render(into buffer: inout ByteBuffer, until limit: Int) -> Bool {
        if encoder.isDelimited { return renderDelimited(into: &buffer, until: limit) }
        while family < families.count {
            guard renderFamily(into: &buffer, until: limit) else { return true }
        }
        finish(&buffer)
        return false
    }

    private mutating func renderDelimited(into buffer: inout ByteBuffer, until limit: Int) -> Bool {
        while sendAside(into: &buffer, until: limit) {
            guard family < families.count else {
                finish(&buffer)
                return false
            }
            var message = ByteBuffer()
            swap(&message, &aside)
            let (piece, overflow) = message.count.addingReportingOverflow(limit)
            isAsideWhole = renderFamily(into: &message, until: overflow ? .max : piece)
            if isAsideWhole { encoder.append(length: message.count, to: &buffer) }
            swap(&message, &aside)
            guard isAsideWhole else { return true }
        }
        return true
    }

    /// Sends what was rendered aside; false if there is no room for all of it.
    private mutating func sendAside(into buffer: inout ByteBuffer, until limit: Int) -> Bool {
        guard isAsideWhole else { return buffer.count < limit }
        let end = min(aside.count, sent + max(0, limit - buffer.count))
        aside.withSpan { buffer.append($0.extracting(sent..<end)) }
        sent = end
        guard sent == aside.count else { return false }
        aside.removeAll()
        sent = 0
        isAsideWhole = false
        return buffer.count < limit
    }

    /// Renders what is left of the family; false if there was too much of it for one piece.
    private mutating func renderFamily(into buffer: inout ByteBuffer, until limit: Int) -> Bool {
        guard buffer.count < limit else { return false }
        let current = families[family]
        if next == 0 { encoder.begin(current, to: &buffer) }
        var cellsRead = 0
        while next < series.count {
            // What begins a family is followed by a series at once, so that it is never rendered twice. A cell is about
            // as much work as a byte.
            guard buffer.count + cellsRead < limit || next == 0 else { return false }
            reading.read(series[next], of: current)
            encoder.append(series[next], reading, of: current, to: &buffer)
            cellsRead += reading.cellsRead
            next += 1
        }
        family += 1
        next = 0
        series = family < families.count ? families[family].series : []
        return true
    }

    private mutating func finish(_ buffer: inout ByteBuffer) {
        guard !isFinished else { return }
        isFinished = true
        encoder.finish(to: &buffer)
    }
}
