@testable import Pipelines

/// The pipelines of a simulated server.
enum PipelineFileSet {
    static let withTalk = PipelineFile.shipped + [SimulatedServer.talk]
}
