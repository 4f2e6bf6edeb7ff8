/// A family of counters, from which handles are bound.
package struct CounterFamily: Sendable {
    let family: Family

    /// Resolves the label values, in the order they were declared; the series exists at 0 from now on.
    package func bind(_ labels: String...) -> Counter {
        Counter(cell: family.bind(labels).cell)
    }
}

/// A family of gauges that are kept by additions and subtractions.
package struct UpDownCounterFamily: Sendable {
    let family: Family

    package func bind(_ labels: String...) -> UpDownCounter {
        UpDownCounter(cell: family.bind(labels).cell)
    }
}

/// A family of gauges that are set.
package struct GaugeFamily: Sendable {
    let family: Family

    package func bind(_ labels: String...) -> Gauge {
        Gauge(cell: family.bind(labels).cell)
    }
}

/// A family of histograms with the same buckets.
package struct HistogramFamily: Sendable {
    let family: Family

    package func bind(_ labels: String...) -> Histogram {
        family.histogram(family.bind(labels))
    }
}
