/// Ratios of subject to baseline, one per pair of runs that stood side by side in time.
struct Pairs: Encodable {
    struct Pair: Encodable {
        let subject: Double
        let baseline: Double
        let stolen: Double
        let foreign: Double
        let isCounted: Bool
        var ratio: Double { subject / baseline }
    }

    private(set) var all: [Pair] = []

    var counted: [Pair] { all.filter(\.isCounted) }

    mutating func add(subject: Double, baseline: Double, _ quiet: Quiet.Verdict) {
        all.append(
            Pair(
                subject: subject, baseline: baseline, stolen: quiet.stolen, foreign: quiet.foreign,
                isCounted: quiet.isUsable))
    }

    var ratios: Quartiles { Quartiles(counted.map(\.ratio)) }
    var subjects: Quartiles { Quartiles(counted.map(\.subject)) }
    var baselines: Quartiles { Quartiles(counted.map(\.baseline)) }
    /// More than a third of the pairs were disturbed: nothing can be said.
    var isMeasured: Bool { !counted.isEmpty && counted.count * 3 >= all.count * 2 }
}

struct Quartiles: Encodable {
    let low: Double
    let median: Double
    let high: Double

    /// By linear interpolation between the sorted values; zeros without any.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        func at(_ share: Double) -> Double {
            guard let last = sorted.last else { return 0 }
            let place = share * Double(sorted.count - 1)
            let below = Int(place)
            guard below + 1 < sorted.count else { return last }
            return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
        }
        low = at(0.25)
        median = at(0.5)
        high = at(0.75)
    }
}
