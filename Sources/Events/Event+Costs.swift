extension Event {
    /// A model call is over, whatever came of it, and this is what it has used.
    package struct Charge: Sendable {
        package let step: Int
        package let attempt: Int
        package let part: Part?
        /// `PROVIDER/MODEL`.
        package let model: String
        package let usage: Usage
        package let cost: Cost
        /// What the generation has cost so far, this call included.
        package let total: Cost

        package init(
            step: Int,
            attempt: Int,
            part: Part? = nil,
            model: String,
            usage: Usage,
            cost: Cost,
            total: Cost
        ) {
            self.step = step
            self.attempt = attempt
            self.part = part
            self.model = model
            self.usage = usage
            self.cost = cost
            self.total = total
        }
    }

    /// What all calls of one step have used, its parts and its failed attempts included.
    package struct StepCost: Sendable {
        package let step: Int
        package let usage: Usage
        package let cost: Cost

        package init(step: Int, usage: Usage, cost: Cost) {
            self.step = step
            self.usage = usage
            self.cost = cost
        }
    }
}
