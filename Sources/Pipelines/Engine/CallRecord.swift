internal import Costs
internal import Events
internal import Platform
internal import Providers

/// One call of a model that is over, as metrics and its span tell of it.
struct CallRecord {
    let model: ModelReference
    let asked: ModelRequest?
    let began: Instant
    var firstText: Instant?
    var finish: FinishReason?
    var usage = Usage()
    var cost = Cost()
    var notes = CallNotes()
    var content: CallContent?
}
