/// The one document of a YAML file.
///
/// YAML 1.2 as libyaml reads it, with the scalars of the core schema; aliases and merge keys are expanded.
package struct YAMLDocument: Sendable {
    /// What error messages call the file.
    package let file: String
    package let root: YAMLNode
    /// What error messages call the whole of it.
    private let name: String

    /// Reads the whole file; throws what is wrong with it before anything looks at its values.
    package init(file: String, bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLFaults) {
        let faults = FaultCollector(file: file)
        guard bytes.count <= limits.bytes else {
            throw YAMLFaults([
                YAMLFault(
                    file: file,
                    position: .start,
                    sentence: "the file has \(bytes.count) bytes, but no more than \(limits.bytes) are read"
                )
            ])
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let source = SourceLines(bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes)
        var composer = Composer(source, limits: limits, faults: faults)
        let root = try? composer.compose()
        if let result = faults.result { throw result }
        guard let root else { preconditionFailure("composing stops only after it has recorded a fault") }
        self.file = file
        self.root = root
        name = "the document"
    }

    /// A document that is one plain scalar: what a flag or a variable of the environment says, to be read like a file.
    ///
    /// Its faults call it `name`, and their place says nothing.
    package init(scalar text: String, called name: String) {
        file = ""
        self.name = name
        let scalar = YAMLScalar(text: text, isPlain: true, tag: nil, textPosition: .start)
        root = YAMLNode(value: .scalar(scalar), position: .start)
    }

    /// Reads the values; throws every mistake that `read` met, also when it came to an end.
    ///
    /// The readers of ``YAMLValue`` record what is wrong and return a stand-in, so that the rest of the file
    /// is looked at too. No stand-in gets out: ``YAMLMapping/finish()`` throws where one was given. `neighbours` are
    /// the files that values may name.
    package func decode<Result>(
        with neighbours: NeighbouringFiles? = nil,
        _ read: (YAMLValue) throws -> Result
    ) throws(YAMLFaults) -> Result {
        let faults = FaultCollector(file: file, neighbours: neighbours)
        let value = YAMLValue(root, called: name, faults)
        let result = value.attempt { try read(value) }
        if let faults = faults.result { throw faults }
        guard let result, faults.unfinished == 0 else {
            preconditionFailure("whoever reads a mapping calls its finish()")
        }
        return result
    }
}
