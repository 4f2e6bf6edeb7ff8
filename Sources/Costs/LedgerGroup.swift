/// Entries that are added up to one row: what they have in common, compared without making texts of it.
struct LedgerGroup: Hashable {
    private var owner: String?
    private var pipeline: String?
    private var step: String?
    private var model: ModelKey?
    private var hour: Hour?
    private var day: Day?

    init(of key: LedgerKey, by columns: [LedgerQuery.Column]) {
        for column in columns {
            switch column {
            case .owner: owner = key.owner
            case .pipeline: pipeline = key.pipeline
            case .step: step = key.step
            case .model: model = key.model
            case .hour: hour = key.hour
            case .day: day = key.hour.day
            }
        }
    }
}
