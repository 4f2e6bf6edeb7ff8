internal import Events
internal import JSON
internal import Templates

/// What the steps that ask no model make of what is known.
enum StepOutput {
    /// A text made from a template: what prompts may be, at most.
    static let textBytesMax = 1 << 20

    static func render(_ template: Template, _ scope: JSONValue) throws(GenerationFault) -> String {
        do throws(TemplateFault) {
            return try template.render(scope, limit: textBytesMax)
        } catch {
            switch error.reason {
            case .outputTooLong, .tooManyElements:
                throw GenerationFault(.callerTooLarge, "The input makes a text that is too long")
            default:
                // The checker refuses pipelines whose templates can miss a value.
                throw GenerationFault(.internalBug, "A template could not be rendered: \(error.description)")
            }
        }
    }
}
