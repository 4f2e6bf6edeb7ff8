package import Costs

extension Pipeline {
    /// The models that each step may ask: what is charged to the pipeline.
    package var modelsBySteps: [(step: String, model: ModelKey)] {
        steps.flatMap { step in
            guard case .model(let model) = step.kind else { return [(step: String, model: ModelKey)]() }
            return model.models.map { (step.id, ModelKey($0)) }
        }
    }
}
