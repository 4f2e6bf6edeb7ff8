import Foundation
import Testing

@testable import Platform

/// Files that are replaced as a whole.
@Suite struct FileReplacingTests {
    private let directory: String

    init() throws {
        directory = "\(FileManager.default.temporaryDirectory.path)/penstock-\(Foundation.UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    }

    private func mode(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }

    @Test func aNewFileIsForItsOwnerOnly() throws {
        let path = "\(directory)/file"
        try FileSystem.replace(path, limit: 10) { content in
            #expect(content == nil)
            return [1, 2]
        }
        #expect(try FileSystem.read(path, limit: 10) == [1, 2])
        #expect(try mode(of: path) == 0o600)
        #expect(try FileSystem.list(directory) == ["file"])
    }

    @Test func theOldContentIsReplacedBehindALinkToo() throws {
        let (path, link) = ("\(directory)/file", "\(directory)/link")
        try Data([7]).write(to: URL(fileURLWithPath: path))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "file")
        // Read by a group that serves, and by nobody else any more.
        #expect(chmod(path, 0o664) == 0)
        try FileSystem.replace(link, limit: 10) { ($0 ?? []) + [8] }
        #expect(try FileSystem.read(path, limit: 10) == [7, 8])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "file")
        #expect(try mode(of: path) == 0o640)
    }

    @Test func whatFailsLeavesTheFileAsItWas() throws {
        struct Refusal: Error {}
        let path = "\(directory)/file"
        try FileSystem.replace(path, limit: 10) { _ in [1] }
        #expect(throws: Refusal.self) { try FileSystem.replace(path, limit: 10) { _ in throw Refusal() } }
        #expect(throws: FileSystem.Fault.self) { try FileSystem.replace(path, limit: 0) { _ in [2] } }
        #expect(try FileSystem.read(path, limit: 10) == [1])
        #expect(try FileSystem.list(directory) == ["file"])
        #expect(throws: FileSystem.Fault.self) {
            try FileSystem.replace("\(directory)/none/file", limit: 0) { _ in [2] }
        }
    }

    @Test func changesOfTheSameFileWaitForEachOther() async throws {
        let path = "\(directory)/file"
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { try? FileSystem.replace(path, limit: 100) { ($0 ?? []) + [1] } }
            }
        }
        #expect(try FileSystem.read(path, limit: 100).count == 50)
    }
}
