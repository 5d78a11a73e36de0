package import CoreMetrics
import Synchronization

/// Keeps the numbers of this process and writes them in the text format that Prometheus reads.
///
/// Handlers are made once and kept for the life of the process; asking again for the same label and dimensions gives the
/// same one, so that two owners of a number add up.
package final class MetricsRegistry: MetricsFactory {
    private let state = Mutex(State())

    private struct State {
        var families: [String: Family] = [:]
    }

    /// All series of one name.
    private struct Family {
        let kind: Kind
        var series: [[Label]: any Metric] = [:]
    }

    enum Kind: String {
        case counter, gauge, histogram
    }

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        metric(label, suffix: "_total", .counter, dimensions) { CounterMetric() }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        metric(label, suffix: "_total", .counter, dimensions) { FloatingPointCounterMetric() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        metric(label, suffix: "", .gauge, dimensions) { GaugeMetric() }
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate {
            metric(label, suffix: "", .histogram, dimensions) { HistogramMetric(bounds: HistogramMetric.counts) }
        } else {
            metric(label, suffix: "", .gauge, dimensions) { GaugeMetric() }
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        metric(label, suffix: "_seconds", .histogram, dimensions) { HistogramMetric(bounds: HistogramMetric.seconds) }
    }

    // Nothing is destroyed: a number that has been shown must not disappear or start again while the process lives.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything, in the text format 0.0.4, in a stable order.
    package func prometheusText() -> String {
        let families = state.withLock { $0.families }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, metric) in family.series.sorted(by: { Label.text($0.key) < Label.text($1.key) }) {
                metric.write(name: name, labels: labels, to: &text)
            }
        }
        return text
    }

    /// The metric of that name and those dimensions, made when it is the first.
    ///
    /// A name that is already in use for another kind of metric gets one of its own that is never shown, because
    /// showing it would make the whole page unreadable.
    private func metric<M: Metric>(
        _ label: String, suffix: String, _ kind: Kind, _ dimensions: [(String, String)], _ make: () -> M
    ) -> M {
        let plain = Label.cleaned(label)
        let name = plain.hasSuffix(suffix) ? plain : plain + suffix
        let labels = dimensions.map { Label(name: Label.cleaned($0.0), value: $0.1) }
        return state.withLock { state in
            let family = state.families[name] ?? Family(kind: kind)
            if let known = family.series[labels] { return known as? M ?? make() }
            let made = make()
            guard family.kind == kind else { return made }
            state.families[name] = family
            state.families[name]?.series[labels] = made
            return made
        }
    }
}

/// One dimension of a series.
struct Label: Hashable {
    let name: String
    let value: String

    /// `{a="1",b="2"}`, with more at the end where a histogram needs it; nothing when there are none.
    static func text(_ labels: [Label], and more: Label? = nil) -> String {
        let all = more.map { labels + [$0] } ?? labels
        if all.isEmpty { return "" }
        return "{" + all.map { "\($0.name)=\"\($0.escapedValue)\"" }.joined(separator: ",") + "}"
    }

    /// A name of letters, digits and underscores, as Prometheus wants it.
    static func cleaned(_ name: String) -> String {
        let clean = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return clean.first?.isNumber ?? true ? "_" + clean : clean
    }

    private var escapedValue: String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
