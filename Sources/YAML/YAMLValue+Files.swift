/// Values that stand in files of their own.
extension YAMLValue {
    /// Whether it stands for what is in another file.
    package var isInFile: Bool { namedFile() != nil }

    /// The text of the file that `{file: NAME}` names; anything else stands for itself.
    package func textOfFile() -> YAMLValue {
        guard let file = namedFile() else { return self }
        guard let bytes = content(of: file) else { return missing }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            file.report("\(name(of: file)) is no UTF-8 text")
            return missing
        }
        let start = YAMLPosition(line: 1, column: 1, file: name(of: file))
        let scalar = YAMLScalar(text: text, isPlain: false, tag: nil, textPosition: start)
        return YAMLValue(YAMLNode(value: .scalar(scalar), position: start), called: name, faults)
    }

    /// The document in the file that `{file: NAME}` names; anything else stands for itself.
    ///
    /// JSON is read as the YAML that it is.
    package func documentOfFile() -> YAMLValue {
        guard let file = namedFile() else { return self }
        guard let bytes = content(of: file) else { return missing }
        let name = name(of: file)
        do throws(YAMLFaults) {
            let document = try YAMLDocument(file: name, bytes: bytes)
            return YAMLValue(document.root.placed(in: name), called: self.name, faults)
        } catch {
            for fault in error.faults {
                faults.record(fault.sentence, at: fault.position.placed(in: name))
            }
            return missing
        }
    }

    /// Nothing more is said about it.
    private var missing: YAMLValue { YAMLValue(nil, called: name, faults) }

    /// What stands behind `file` in a mapping of nothing else.
    private func namedFile() -> YAMLValue? {
        guard case .mapping(let entries) = node?.value, entries.count == 1, entries[0].key == "file",
            case .scalar = entries[0].value.value
        else { return nil }
        return YAMLValue(entries[0].value, called: "\"file\"", faults)
    }

    private func content(of file: YAMLValue) -> [UInt8]? {
        let path = file.string()
        guard !path.isEmpty else { return nil }
        guard let neighbours = faults.neighbours else {
            file.report("no file can be named here")
            return nil
        }
        do throws(NeighbouringFiles.Refusal) {
            return try neighbours.bytes(of: path)
        } catch {
            file.report(error.sentence)
            return nil
        }
    }

    /// What faults call it: where it stands, as far as the file beside it says that of itself.
    private func name(of file: YAMLValue) -> String {
        let path = file.node?.text ?? ""
        guard let slash = faults.file.lastIndex(of: "/") else { return path }
        return faults.file[...slash] + path
    }
}

extension YAMLPosition {
    fileprivate func placed(in file: String) -> YAMLPosition {
        YAMLPosition(line: line, column: column, file: file)
    }
}

extension YAMLNode {
    /// The same, with the file that it is from.
    fileprivate func placed(in file: String) -> YAMLNode {
        let value: Value
        switch self.value {
        case .scalar(let scalar):
            value = .scalar(
                YAMLScalar(
                    text: scalar.text,
                    isPlain: scalar.isPlain,
                    tag: scalar.tag,
                    textPosition: scalar.textPosition.placed(in: file)
                )
            )
        case .sequence(let elements):
            value = .sequence(elements.map { $0.placed(in: file) })
        case .mapping(let entries):
            value = .mapping(
                entries.map { entry in
                    Entry(
                        key: entry.key,
                        keyPosition: entry.keyPosition.placed(in: file),
                        value: entry.value.placed(in: file)
                    )
                }
            )
        }
        return YAMLNode(value: value, position: position.placed(in: file))
    }
}
