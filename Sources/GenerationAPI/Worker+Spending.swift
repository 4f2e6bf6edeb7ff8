internal import Costs
internal import EventLoops
internal import Events
internal import HTTPServer
internal import JSON
internal import Pipelines
internal import Platform

extension Worker {
    /// Refuses new work of an owner who has spent what may be spent today.
    ///
    /// By 429 with `Retry-After` (RFC 6585 section 4), as OpenAI answers where a quota is used up: the limit is one per time
    /// and passes by itself, which is what 429 says and 402, reserved for future use (RFC 9110 section 15.5.3), does not.
    func checkSpending(of owner: String) throws(Problem) {
        let now = loop.timestamp
        guard let standing = context.spending.reached(by: owner, at: now) else { return }
        context.admission.refuse(.spending, on: loop.shard)
        let rest = standing.resets.unixNanoseconds - now.unixNanoseconds
        var problem = Problem(.tooManyRequests, GenerationFault(standing).message)
        problem.fields = [("Retry-After", String((rest + 999_999_999) / 1_000_000_000))]
        problem.extensions = [
            ("error_type", .string(ErrorType.policyBudgetExceeded.rawValue)),
            ("limit_dollars", .string(standing.limit.description)),
            ("spent_dollars", .string(standing.spent.description)),
            ("resets", .string(Hour(standing.resets).description)),
        ]
        throw problem
    }
}
