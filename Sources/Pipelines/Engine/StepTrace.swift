internal import Tracing

/// Where the spans of one run of a step stand: its own, and those of the attempt that runs and of its call.
struct StepTrace {
    let step: TraceContext
    var attempt: TraceContext
    var call: TraceContext
}
