internal import Events
internal import Logs
internal import Providers

/// One line for each time that a model is not asked any more, and that it is asked again.
enum CircuitLogLine {
    static func write(_ change: CircuitChange, of model: ModelReference, to logger: Logger) {
        var line =
            switch change {
            case .opened: LogLine(.warning, "circuit opened")
            case .closed: LogLine(.info, "circuit closed")
            }
        line.add("provider", model.provider)
        line.add("model", model.model)
        if case .opened(let type, let pause) = change {
            line.add("error_type", type.rawValue)
            line.add("pause_ms", pause)
        }
        logger.log(line)
    }
}
