import FoundationEssentials

/// All that a run has measured.
struct BenchReport: Encodable {
    var machine: [String] = []
    var footprint: [Footprint.Line] = []
    var goals: [Goal] = []

    var holds: Bool { goals.allSatisfy { $0.verdict == .holds } && footprint.allSatisfy(\.holds) }

    var text: String {
        (machine + footprint.map(\.text) + goals.map(\.text)).joined(separator: "\n")
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
