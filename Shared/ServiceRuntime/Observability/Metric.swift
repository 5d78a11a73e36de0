import CoreMetrics
import Synchronization

/// A number of ``MetricsRegistry`` that can write itself.
protocol Metric: AnyObject, Sendable {
    func write(name: String, labels: [Label], to text: inout String)
}

final class CounterMetric: CounterHandler, Metric {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func write(name: String, labels: [Label], to text: inout String) {
        text += "\(name)\(Label.text(labels)) \(value.load(ordering: .relaxed))\n"
    }
}

final class FloatingPointCounterMetric: FloatingPointCounterHandler, Metric {
    private let value = Mutex(0.0)

    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func reset() { value.withLock { $0 = 0 } }

    func write(name: String, labels: [Label], to text: inout String) {
        text += "\(name)\(Label.text(labels)) \(PrometheusNumber.text(value.withLock { $0 }))\n"
    }
}

/// A value that goes up and down.
final class GaugeMetric: MeterHandler, RecorderHandler, Metric {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func write(name: String, labels: [Label], to text: inout String) {
        text += "\(name)\(Label.text(labels)) \(PrometheusNumber.text(value.withLock { $0 }))\n"
    }
}

/// How often values fell below fixed bounds.
final class HistogramMetric: TimerHandler, RecorderHandler, Metric {
    /// For durations: half a millisecond to ten seconds.
    static let seconds: [Double] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    /// For sizes and counts: powers of four up to a million.
    static let counts: [Double] = (0...10).map { Double(1 << (2 * $0)) }

    private let bounds: [Double]
    private let state: Mutex<State>

    private struct State {
        var buckets: [UInt64]
        var sum = 0.0
    }

    init(bounds: [Double]) {
        self.bounds = bounds
        self.state = Mutex(State(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.buckets[bucket] += 1
            state.sum += value
        }
    }

    func write(name: String, labels: [Label], to text: inout String) {
        let (buckets, sum) = state.withLock { ($0.buckets, $0.sum) }
        var count: UInt64 = 0
        for (index, inBucket) in buckets.enumerated() {
            count += inBucket
            let bound = index < bounds.count ? PrometheusNumber.text(bounds[index]) : "+Inf"
            text += "\(name)_bucket\(Label.text(labels, and: Label(name: "le", value: bound))) \(count)\n"
        }
        text += "\(name)_sum\(Label.text(labels)) \(PrometheusNumber.text(sum))\n"
        text += "\(name)_count\(Label.text(labels)) \(count)\n"
    }
}

enum PrometheusNumber {
    /// Whole numbers without a fraction; the words of the format for the rest.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return value.description
    }
}
