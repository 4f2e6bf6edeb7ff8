extension JSONSchema {
    /// Makes a value that the schema accepts: what a model that was asked for it might answer.
    ///
    /// The same numbers from `generator` give the same value. `prose` supplies text of about as many characters as it
    /// is asked for; what is too long is cut off, what is too short is repeated. Schemas that can be met by trying are:
    /// the first alternatives that work are taken, conditions and `not` are hoped for and checked, patterns must be of
    /// literals, classes, groups and repetitions.
    package func sample(
        _ outline: SampleOutline = SampleOutline(),
        using generator: inout some RandomNumberGenerator,
        prose: @escaping (_ length: Int) -> String
    ) throws(SampleFault) -> JSONValue {
        var sampler = SchemaSampler(self, outline, generator, prose)
        defer { generator = sampler.generator }
        return try sampler.sample(roots)
    }
}
