/// The files that stand beside one that is read, and that its values may name by `{file: NAME}`.
///
/// Names are relative to the file's directory and lead nowhere else. What was read is remembered, so that a file that is
/// named twice is read once, and whoever wants to know whether anything has changed can ask for all of it.
package final class NeighbouringFiles {
    private let reader: (_ name: String) throws -> [UInt8]
    private var contents: [String: [UInt8]] = [:]
    /// Bytes that were named, each time that they were: files that name each other may stand for far more than they
    /// hold.
    private var named = 0

    /// Far beyond any pipeline with its schemas and prompts.
    private static let namedMax = 1 << 20

    /// `reader` throws what it says about a file that cannot be read.
    package init(_ reader: @escaping (_ name: String) throws -> [UInt8]) {
        self.reader = reader
    }

    /// Everything that was read, sorted by name.
    package var all: [(name: String, bytes: [UInt8])] {
        contents.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Why a file cannot be had, in a sentence.
    struct Refusal: Error {
        let sentence: String
    }

    func bytes(of name: String) throws(Refusal) -> [UInt8] {
        guard Self.isBeside(name) else {
            throw Refusal(
                sentence: "a file stands in the directory of this one, or below it; its path has no \"..\""
            )
        }
        guard !name.hasSuffix(".yaml"), !name.hasSuffix(".yml") else {
            throw Refusal(sentence: "a .yaml file is a pipeline by itself; give this one another name")
        }
        let bytes: [UInt8]
        do {
            bytes = try contents[name] ?? reader(name)
        } catch {
            throw Refusal(sentence: "\(error)")
        }
        contents[name] = bytes
        named += bytes.count
        guard named <= Self.namedMax else {
            throw Refusal(sentence: "the files that are named hold more than \(Self.namedMax) bytes together")
        }
        return bytes
    }

    private static func isBeside(_ name: String) -> Bool {
        name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && !part.utf8.contains(0)
        }
    }
}
