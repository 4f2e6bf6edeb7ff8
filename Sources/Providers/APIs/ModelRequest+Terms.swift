internal import JSON

/// What is asked, as the terms want it said.
extension ModelRequest {
    /// The instructions, with the schema among them where the vendor does not hold the model to it.
    func system(_ terms: RequestTerms) -> String? {
        guard let schema, terms.structure != .schema else { return system }
        let demand = """
            Answer with exactly one JSON document and nothing else: no explanation, no code fence. \
            It must satisfy this JSON Schema:
            \(schema.document.rendered)
            """
        return system.map { "\($0)\n\n\(demand)" } ?? demand
    }

    /// Bytes of all that the model reads, in whichever form it is told the schema.
    var promptBytes: Int {
        (system?.utf8.count ?? 0) + prompt.utf8.count + (schema?.document.rendered.utf8.count ?? 0)
    }
}
