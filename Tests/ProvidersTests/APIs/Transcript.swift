import Foundation
import Providers

/// The body of an answer as a vendor sent it, or as its documentation says that it would: a file.
struct Transcript {
    let api: UpstreamSettings.API
    let name: String

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()

    private var file: URL {
        Self.root.appending(path: "Transcripts/\(api.rawValue)/\(name).sse")
    }

    var exists: Bool { FileManager.default.fileExists(atPath: file.path) }

    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: file)) }

    /// What is asked of a vendor, as JSON.
    static func request(_ api: UpstreamSettings.API, _ form: String) throws -> String {
        let file = root.appending(path: "Requests/\(api.rawValue)/\(form).json")
        return try String(contentsOf: file, encoding: .utf8)
    }
}
