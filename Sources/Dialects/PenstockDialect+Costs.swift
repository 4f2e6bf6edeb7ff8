package import Bytes
package import Events
internal import JSON

/// What was used, and what it has cost.
extension PenstockDialect {
    /// What a call has cost and the generation so far; told while it happens, so it stands nowhere in the log.
    func append(_ charge: Event.Charge, _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) -> Int {
        buffer.beginBlock("cost")
        appendMembers(of: charge, pipeline, to: &buffer)
        buffer.append(charge.total, as: "total")
        buffer.endBlock()
        return 1
    }

    /// Which call it was, and what it has used and cost.
    package func appendMembers(
        of charge: Event.Charge,
        _ pipeline: PipelineFacts,
        to buffer: inout ByteBuffer
    ) {
        appendRun(charge.step, charge.attempt, charge.part, pipeline, to: &buffer)
        buffer.member("model", charge.model)
        append(charge.usage, charge.cost, to: &buffer)
    }

    /// Both, or neither where no model was asked.
    func append(_ usage: Usage, _ cost: Cost, to buffer: inout ByteBuffer) {
        append(usage, to: &buffer)
        guard usage != Usage() || cost != Cost() else { return }
        buffer.append(cost)
    }

    func append(_ usage: Usage, to buffer: inout ByteBuffer) {
        guard usage != Usage() else { return }
        buffer.key("usage")
        buffer.openObject()
        buffer.append(usage)
        buffer.closeObject()
    }

    func append(_ costs: [Event.StepCost], _ pipeline: PipelineFacts, to buffer: inout ByteBuffer) {
        guard !costs.isEmpty else { return }
        buffer.key("step_costs")
        buffer.openArray()
        for cost in costs {
            buffer.openObject()
            buffer.member("id", pipeline.steps[cost.step].id)
            append(cost.usage, cost.cost, to: &buffer)
            buffer.closeObject()
        }
        buffer.closeArray()
    }
}
