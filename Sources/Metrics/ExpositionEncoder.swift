internal import Bytes

/// Turns families into bytes of one format.
protocol ExpositionEncoder {
    /// Whether a family has its length in front of it, and so is rendered aside before any of it is sent.
    var isDelimited: Bool { get }
    /// Whether native buckets are read.
    var readsNative: Bool { get }

    /// What stands before a family's series.
    func begin(_ family: Family, to buffer: inout ByteBuffer)
    func append(_ series: Series, _ reading: Reading, of family: Family, to buffer: inout ByteBuffer)
    /// The length in front of a family that was rendered aside.
    func append(length: Int, to buffer: inout ByteBuffer)
    /// What stands behind the last family.
    func finish(to buffer: inout ByteBuffer)
}

extension ExpositionEncoder {
    var isDelimited: Bool { false }
    var readsNative: Bool { false }

    func append(length: Int, to buffer: inout ByteBuffer) {}
    func finish(to buffer: inout ByteBuffer) {}
}

extension ExpositionFormat {
    var encoder: any ExpositionEncoder {
        switch encoding {
        case .text: TextEncoder()
        case .openMetrics: OpenMetricsEncoder()
        case .protobuf: ProtobufEncoder()
        }
    }
}
