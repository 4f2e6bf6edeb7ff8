extension Duration {
    /// Whole nanoseconds, cut towards zero; beyond 292 years, the most that fits.
    package var wholeNanoseconds: Int64 {
        Int64(clamping: attoseconds / 1_000_000_000)
    }

    /// Whole milliseconds, cut towards zero.
    package var wholeMilliseconds: Int64 {
        wholeNanoseconds / 1_000_000
    }

    package var inSeconds: Double {
        Double(wholeNanoseconds) / 1e9
    }
}
