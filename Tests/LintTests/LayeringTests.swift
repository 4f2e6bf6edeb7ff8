import Testing

/// The arrows between targets point downward, and every C target has one owner.
@Suite struct LayeringTests {
    private let tree = SourceTree()

    private var imports: [(file: SourceTree.File, line: Int, module: String)] {
        tree.files(under: "Sources").flatMap { file in
            file.code.compactMap { number, text in
                text.wholeMatch(of: /(?:package |internal )?import (\w+)/).map {
                    (file, number, String($0.1))
                }
            }
        }
    }

    @Test func everyTargetHasALayer() {
        let layers = tree.layers
        for file in tree.files(under: "Sources") {
            #expect(layers[file.target] != nil, "\(file.target) has no layer in Package.swift")
        }
        #expect(layers["Platform"] == 0)
        #expect(layers["CUV"] == -1)
        #expect(layers["penstock"] == 8)
    }

    @Test func aTargetImportsLowerLayersOnly() {
        let layers = tree.layers
        for (file, line, module) in imports {
            guard let below = layers[module], let own = layers[file.target] else { continue }
            #expect(
                below < own,
                "\(file.path):\(line): \(module) is in layer \(below), \(file.target) in \(own)"
            )
        }
    }

    @Test func onlyKnownModulesAreImported() {
        let layers = tree.layers
        for (file, line, module) in imports where layers[module] == nil {
            #expect(["Glibc", "Synchronization"].contains(module), "\(file.path):\(line): \(module)")
        }
    }

    @Test func aCTargetIsImportedByOneTarget() {
        let layers = tree.layers
        var owners: [String: Set<String>] = [:]
        for (file, _, module) in imports where layers[module] == -1 {
            owners[module, default: []].insert(file.target)
        }
        for (module, layer) in layers where layer == -1 {
            #expect(owners[module]?.count == 1, "\(module) is imported by \(owners[module] ?? [])")
        }
    }

    @Test func theTopLevelIsWhatTheDesignSays() {
        let allowed: Set = [
            "Package.swift", "Sources", "Tests", "dashboards", "alerts", "deploy", "README.md",
        ]
        #expect(Set(tree.topLevel).subtracting(allowed) == [])
    }
}
