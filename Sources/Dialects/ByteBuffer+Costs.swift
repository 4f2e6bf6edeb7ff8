package import Bytes
package import Events
internal import JSON

/// Money and tokens, in the same words wherever JSON has them.
extension ByteBuffer {
    /// A member: the amount as a whole number for computers, and in dollars for people.
    package mutating func append(_ cost: Cost, as name: StaticString = "cost") {
        key(name)
        openObject()
        member("nano_dollars", Int(cost.amount.count))
        member("dollars", cost.amount.description)
        member("estimated_nano_dollars", Int(cost.estimated.count))
        if cost.unpricedCalls > 0 { member("unpriced_calls", cost.unpricedCalls) }
        closeObject()
    }

    /// Members of an object: tokens by kind.
    package mutating func append(_ usage: Usage) {
        member("input_tokens", usage.input)
        member("cached_input_tokens", usage.cachedInput)
        member("cache_write_tokens", usage.cacheWrite)
        member("output_tokens", usage.output)
        member("reasoning_tokens", usage.reasoning)
        member("estimated", usage.isEstimated)
    }
}
