import Model

/// What a service keeps of another's facts about a community.
struct KeptFacts: Decodable, Sendable {
    /// The other's last event that was applied when it was read.
    let position: Int64
    /// Events up to there that were not applied.
    let unapplied: [Int64]
    let facts: [Fact]
    let more: Bool

    struct Fact: Decodable, Sendable {
        let place: String
        let says: String
    }

    /// What the other one has told up to there.
    struct Told: Decodable, Sendable {
        let facts: [Fact]
        let more: Bool

        struct Fact: Decodable, Sendable {
            let position: Int64
            let place: String
            let says: String
            let isOwed: Bool
        }
    }

    /// Holds both against each other: what is kept was told last, and what is owed is kept.
    ///
    /// Of a place about which an event was not applied nothing is known.
    func compared(with told: Told, of source: ServiceName) -> AuditFindings.Outcome {
        let unapplied = Set(unapplied)
        let unknown = Set(told.facts.filter { unapplied.contains($0.position) }.map(\.place))
        let last = Dictionary(told.facts.map { ($0.place, $0) }, uniquingKeysWith: { $1 })
        var faults: [AuditFindings.Outcome.Told] = []
        for fact in facts where !unknown.contains(fact.place) {
            guard let word = last[fact.place] else {
                faults.append(.init(place: fact.place, says: "\(source.rawValue) has never told it"))
                continue
            }
            if word.says != fact.says {
                let says = "it says \(fact.says), and \(source.rawValue) told \(word.says) at position \(word.position)"
                faults.append(.init(place: fact.place, says: says))
            }
        }
        let kept = Set(facts.map(\.place)).union(unknown)
        for word in last.values where word.isOwed && !kept.contains(word.place) {
            let says = "\(source.rawValue) told it at position \(word.position), and it is not there"
            faults.append(.init(place: word.place, says: says))
        }
        let listed = faults.sorted { ($0.place, $0.says) < ($1.place, $1.says) }.prefix(Self.shown)
        return AuditFindings.Outcome(
            examined: Int64(facts.count), faults: Array(listed), more: faults.count > listed.count)
    }

    /// As of one check.
    private static let shown = 100
}
