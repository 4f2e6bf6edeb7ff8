internal import Authentication
internal import Bytes
internal import Costs
internal import HTTPServer

/// Says what has been spent: by whom, for what, and when.
struct CostEndpoint {
    private let worker: Worker

    /// Some megabytes; more would keep the loop from its streams.
    private static let rowsMax = 10_000

    init(_ worker: Worker) {
        self.worker = worker
    }

    func show(_ request: Request, _ writer: consuming ResponseWriter) {
        do throws(Problem) {
            let query = LedgerQuery(
                by: try columns(of: request),
                from: try hour(request.queryValue("from"), called: "from"),
                to: try hour(request.queryValue("to"), called: "to"),
                owner: try owner(of: request)
            )
            let report = worker.context.accounts.ledger.report(query)
            guard report.rows.count <= Self.rowsMax else {
                let sentence = "these are \(report.rows.count) rows, and \(Self.rowsMax) are told at once"
                throw Problem(.badRequest, "\(sentence); ask for less time by from and to, or by less")
            }
            writer.addField("Cache-Control", "no-store")
            writer.addField("Vary", "Accept")
            if Accept(request.field("accept")).preferred(of: [.json, .csv]) == .csv {
                writer.send(.ok, type: "text/csv; charset=utf-8; header=present", CostDocument.csv(report))
            } else {
                writer.send(.ok, type: "application/json", CostDocument.json(report))
            }
        } catch {
            writer.send(error)
        }
    }

    /// Whose costs are told: with the scope `admin` those of anybody, otherwise one's own.
    private func owner(of request: Request) throws(Problem) -> String? {
        let (wanted, caller) = (request.queryValue("owner"), request.caller)
        guard !caller.may(.admin) else { return wanted }
        guard wanted == nil || wanted == caller.account else {
            throw Problem(.forbidden, "costs of others are told to keys with the scope admin")
        }
        return caller.account
    }

    /// What rows are told apart by: nothing unless it is said, so that there is one row for everything.
    private func columns(of request: Request) throws(Problem) -> [LedgerQuery.Column] {
        var columns: [LedgerQuery.Column] = []
        for name in (request.queryValue("by") ?? "").split(separator: ",") {
            guard let column = LedgerQuery.Column(rawValue: String(name)) else {
                let names = LedgerQuery.Column.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.badRequest, "there are no costs by \"\(name)\"; there are: \(names)")
            }
            if !columns.contains(column) { columns.append(column) }
        }
        return columns
    }

    private func hour(_ text: String?, called name: String) throws(Problem) -> Hour? {
        guard let text else { return nil }
        guard let hour = Hour(text) else {
            let sentence = "\(name) is a day or a full hour of UTC: 2025-08-07 or 2025-08-07T13:00:00Z"
            throw Problem(.badRequest, sentence)
        }
        return hour
    }
}

extension MediaType {
    static let csv = MediaType(type: "text", subtype: "csv")
}
