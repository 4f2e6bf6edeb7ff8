internal import Bytes
internal import Events
internal import Platform
internal import Providers

/// The call of a step's next model beside the attempt that runs, until one of both says something.
///
/// If it wins it becomes the attempt's call, and hands on what it hears.
final class Hedge: ModelCallObserver {
    let run: StepRun
    let model: ModelReference
    let began: Instant
    let request: ModelRequest
    let trace: StepTrace?
    var call: (any ModelCall)?
    var pass: CircuitPass?
    var hasWon = false

    init(
        of run: StepRun,
        _ model: ModelReference,
        _ request: ModelRequest,
        _ trace: StepTrace?,
        pass: CircuitPass,
        at now: Instant
    ) {
        self.run = run
        self.model = model
        self.request = request
        self.trace = trace
        self.pass = pass
        began = now
    }

    func callProduced(_ text: Span<UInt8>) {
        guard hasWon || run.generation.hedgeSpoke(self) else { return }
        run.callProduced(text)
    }

    func callEnded(_ end: ModelCallEnd) {
        if hasWon { run.callEnded(end) } else { run.generation.hedgeEnded(self, end) }
    }
}
