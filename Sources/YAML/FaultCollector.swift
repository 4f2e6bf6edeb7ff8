/// Gathers the mistakes of one file, and of those beside it, while its reading goes on.
final class FaultCollector {
    let file: String
    /// What may stand beside the file.
    let neighbours: NeighbouringFiles?
    /// Every fault that was recorded, also those that are not kept; it only grows.
    private(set) var recorded = 0
    /// Mappings whose reader has not yet refused the keys it does not know.
    var unfinished = 0
    private var faults: [YAMLFault] = []
    private var omitted = 0

    /// A screen or two: whoever has more mistakes than this repairs some and asks again.
    private static let faultsMax = 50

    /// Enough for any sentence of ours; what the file brings into one may be longer than anybody reads.
    private static let sentenceMax = 1_000

    init(file: String, neighbours: NeighbouringFiles? = nil) {
        self.file = file
        self.neighbours = neighbours
    }

    var result: YAMLFaults? { faults.isEmpty ? nil : YAMLFaults(faults, omitted: omitted) }

    func record(_ sentence: String, at position: YAMLPosition) {
        let line = Quotation.line(sentence, charactersMax: Self.sentenceMax)
        record(YAMLFault(file: position.file ?? file, position: position, sentence: line))
    }

    func record(_ fault: YAMLFault) {
        recorded += 1
        // What an anchor names is read once for each of its aliases, and what is thrown is recorded before.
        guard !faults.contains(fault) else { return }
        if faults.count < Self.faultsMax {
            faults.append(fault)
        } else {
            omitted += 1
        }
    }

    /// Takes back a fault that a later one explains better.
    func withdraw(_ sentence: String, at position: YAMLPosition) {
        faults.removeAll { $0.position == position && $0.sentence == sentence }
    }
}
