/// Which steps of a generation wait for which: what runs beside what follows from it.
struct DependencyGraph: Sendable {
    /// The steps that run, in the order of the file.
    let steps: [Int]
    /// For each step of the pipeline, those that must be over before it; what is implied by others is left out.
    let needs: [[Int]]

    init(_ pipeline: Pipeline, _ selection: PipelineSelection) {
        self.init(needs: pipeline.steps.map(\.needs), running: selection.steps)
    }

    /// - Parameters:
    ///   - needs: For each step those before it that it needs.
    ///   - steps: Those that run; the others count as over.
    init(needs: [[Int]], running steps: [Int]) {
        self.steps = steps
        // Behind a step that does not run stands what it needs.
        var running = [Set<Int>](repeating: [], count: needs.count)
        for step in needs.indices {
            for need in needs[step] { running[step].formUnion(steps.contains(need) ? [need] : running[need]) }
        }
        var reduced = [[Int]](repeating: [], count: needs.count)
        var all = [Set<Int>](repeating: [], count: needs.count)
        for step in steps {
            // A step that comes later may need an earlier one, so the latest imply most.
            for need in running[step].sorted(by: >) where !all[step].contains(need) {
                reduced[step].append(need)
                all[step].formUnion(all[need].union([need]))
            }
        }
        self.needs = reduced
    }
}
