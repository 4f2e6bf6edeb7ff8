import Bytes
import Dialects

@testable import EventLog
@testable import Pipelines

/// A generation's log as its readers should have it.
struct RecordedLog {
    let log: GenerationLog
    /// Each event by itself, the one with number n at n - 1.
    let blocks: [ResumingReader.Block]

    init(_ log: GenerationLog) {
        self.log = log
        blocks = (1...max(1, log.lastSequence)).map { sequence in
            var buffer = ByteBuffer()
            _ = log.render(after: sequence - 1, by: PenstockDialect(), within: 0, into: &buffer)
            let lines = buffer.string.utf8.split(separator: 10).map { Substring($0) }
            return ResumingReader.Block(
                sequence: sequence,
                event: String(lines[1].dropFirst("event: ".count)),
                data: String(lines[2].dropFirst("data: ".count))
            )
        }
    }

    /// All of it in another dialect.
    func body(in dialect: any Dialect) -> String {
        var buffer = ByteBuffer()
        for sequence in 1...max(1, log.lastSequence) {
            _ = log.render(after: sequence - 1, by: dialect, within: 0, into: &buffer)
        }
        return buffer.string
    }

    /// What is wrong with what a reader has, a sentence each; pieces of text may have been made one.
    func faults(of reader: ResumingReader) -> [String] {
        var last = reader.start
        for block in reader.blocks {
            guard last < block.sequence, block.sequence <= blocks.count else {
                return ["a reader has \(block.sequence) behind \(last) of \(blocks.count)"]
            }
            let covered = blocks[last..<block.sequence]
            if covered.count == 1 {
                guard block.event == covered.first?.event, block.data == covered.first?.data else {
                    return ["a reader has something else than \(block.sequence)"]
                }
            } else {
                guard block.event == "delta", covered.allSatisfy({ $0.event == "delta" }) else {
                    return ["a reader misses something between \(last) and \(block.sequence)"]
                }
                guard block.quotedText == covered.map(\.quotedText).joined() else {
                    return ["a reader has other text up to \(block.sequence)"]
                }
            }
            last = block.sequence
        }
        if reader.refusal != nil || reader.isLost { return [] }
        return last == blocks.count && reader.hasEnd ? [] : ["a reader has \(last) of \(blocks.count)"]
    }
}

extension ResumingReader.Block {
    /// Of a piece of text: what stands between the quotes of its last member.
    var quotedText: String {
        let mark = Array(#","text":""#.utf8)
        let bytes = Array(data.utf8)
        var index = 0
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) {
                return String(decoding: bytes[(index + mark.count)...].dropLast(2), as: UTF8.self)
            }
            index += 1
        }
        return ""
    }
}
