import FoundationEssentials

/// One measured goal (Benchmarks/README.md).
struct Goal: Encodable {
    enum Bound: Encodable {
        case atLeast(Double)
        case atMost(Double)
    }

    let name: String
    let what: String
    let unit: String
    let bound: Bound
    var pairs: Pairs
    /// What else was counted, in words.
    var remarks: [String] = []
    /// What makes the run a failed one whatever its speed: a lost vote, an error.
    var failures: [String] = []

    enum Verdict: String, Encodable { case holds, missed, notMeasured, failed }

    /// The median meets the goal, and the worse quartile is within a tenth of it.
    var verdict: Verdict {
        guard failures.isEmpty else { return .failed }
        guard pairs.isMeasured else { return .notMeasured }
        let ratios = pairs.ratios
        let holds =
            switch bound {
            case .atLeast(let least): ratios.median >= least && ratios.low >= least * 0.9
            case .atMost(let most): ratios.median <= most && ratios.high <= most * 1.1
            }
        return holds ? .holds : .missed
    }

    var text: String {
        let ratios = pairs.ratios
        let wanted =
            switch bound {
            case .atLeast(let least): "≥ \(least)"
            case .atMost(let most): "≤ \(most)"
            }
        var lines = [
            "\(name)  \(what)",
            "    ratio \(ratios.median.short) (quartiles \(ratios.low.short) … \(ratios.high.short), wanted \(wanted), "
                + "\(pairs.counted.count) of \(pairs.all.count) pairs): \(verdict.rawValue)",
            "    subject \(pairs.subjects.median.short) \(unit), baseline \(pairs.baselines.median.short) \(unit)",
        ]
        lines += remarks.map { "    \($0)" }
        lines += failures.map { "    FAILED: \($0)" }
        return lines.joined(separator: "\n")
    }
}

extension Double {
    /// Three significant digits or so.
    var short: String {
        let size = magnitude
        let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let whole = Int64((size * scale).rounded())
        let sign = self < 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let fraction = String(whole % Int64(scale))
        return "\(sign)\(whole / Int64(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
