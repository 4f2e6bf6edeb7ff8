internal import Bytes
internal import EventLog
internal import EventLoops
internal import Events
internal import Metrics
internal import Platform
package import Providers

extension Generation: ModelCallObserver {
    package func callProduced(_ piece: Span<UInt8>) {
        guard let handle = text else { return }
        guard handle.byteCount + piece.count <= Self.textBytesMax else {
            return perform(machine.stepFailed(GenerationFault(.outputLength, "The model said too much")))
        }
        guard log.hasRoom(for: piece.count) else {
            return perform(machine.stepFailed(GenerationFault(.outputLength, "The models said too much")))
        }
        machine.textArrived(at: loop.now)
        if handle.byteCount == 0 { firstTextArrived() }
        log.append(piece, to: handle, progress: progress.percent(at: loop.now))
    }

    private func firstTextArrived() {
        armTimer()
        guard let running = run, let model = running.model else { return }
        run?.firstText = loop.now
        bound.modelMetrics(model).began(after: running.began.duration(to: loop.now), on: loop.shard)
    }

    package func callEnded(_ end: ModelCallEnd) {
        guard let running = run, let handle = text,
            case .model(let step) = pipeline.steps[running.step].kind
        else { return }
        run?.call = nil
        switch end {
        case .failed(let fault, let used):
            countCall(.error, fault.type, used)
            fail(fault, used)
        case .finished(let reason, let used):
            countCall(.ok, nil, used)
            run?.content?.finish = reason
            do throws(GenerationFault) {
                let value = try handle.withText { text throws(GenerationFault) in
                    try StepOutput.value(of: text, step.output, reason)
                }
                perform(succeed(value, used))
            } catch {
                fail(error, used)
            }
        }
    }

    /// Fails the step that runs with a call that is over, and whose usage is known.
    private func fail(_ fault: GenerationFault, _ used: Usage) {
        usage += used
        run?.usage = used
        perform(machine.stepFailed(fault))
    }
}
