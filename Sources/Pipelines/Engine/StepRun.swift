internal import Bytes
internal import EventLog
internal import EventLoops
internal import Events
internal import JSON
internal import Platform
internal import Providers
internal import Templates

/// One run of a step: its attempts, and the model call behind the one that runs.
///
/// A step runs once by itself; as the body of a for-each once for every element, and for a repair once each round.
final class StepRun: ModelCallObserver {
    // What every piece of text touches stands together: with thousands of generations each cache line is a wait.
    let generation: Generation
    /// Where the text of the attempt that runs goes.
    var text: TextHandle?
    var firstText: Instant?
    /// Whether an attempt runs; between two of them a run waits.
    var isAsking = false
    /// Whether the text is read as JSON.
    var isStructured = false
    /// Whether the characters that come are counted.
    var isPaced = false
    /// Nil for a step that asks no model.
    var attempts: AttemptMachine?

    let step: Int
    var attempt = 1
    let part: Event.Part?
    /// The run that it is a part of.
    let parent: StepRun?
    let began: Instant
    /// What its templates know beside what every step knows.
    var locals = JSONObject()
    /// What the model is asked first, and what readers are told, where a repair has its own words.
    var prompt: Template?
    var message: Template?
    var models: [ModelReference] = []
    var model: ModelReference?
    var call: (any ModelCall)?
    /// Of the call that was over last.
    var notes = CallNotes()
    /// What allowed the call, and is to be told how it ended.
    var pass: CircuitPass?
    /// The call of the next model beside it.
    var hedge: Hedge?
    /// Whether the attempt that runs began as one.
    var isHedge = false
    var attemptBegan: Instant
    /// What the model is asked in the attempt that runs, if that is of a trace.
    var asked: ModelRequest?
    /// What is said to it and by it, if that is to stand in its span.
    var content: CallContent?
    /// Why it stopped, once it has.
    var finish: FinishReason?
    /// What its calls have used that are over, and the latest of them.
    var usage = Usage()
    var latestUsage = Usage()
    /// What those have cost.
    var cost = Cost()
    var latestCost = Cost()
    var trace: StepTrace?
    /// The elements of a for-each.
    var parts: StepParts?
    /// The repair under way, of a check.
    var repair: Repair?
    /// Reads the text where it is JSON.
    var reader: AnswerReader?

    init(_ step: Int, of generation: Generation, part: Event.Part? = nil, in parent: StepRun? = nil) {
        self.step = step
        self.generation = generation
        self.part = part
        self.parent = parent
        began = generation.loop.time.now()
        attemptBegan = began
    }

    /// The call of the attempt that runs, as it is known by now.
    var record: CallRecord? {
        model.map {
            CallRecord(
                model: $0,
                asked: asked,
                began: attemptBegan,
                firstText: firstText,
                finish: finish,
                usage: latestUsage,
                cost: latestCost,
                notes: notes,
                content: content
            )
        }
    }

    /// Whether it is not over.
    var isUnderWay: Bool { generation.runs.contains { $0 === self } }

    func callProduced(_ piece: Span<UInt8>) {
        generation.produced(piece, by: self)
    }

    func callEnded(_ end: ModelCallEnd) {
        generation.callEnded(end, of: self)
    }
}
