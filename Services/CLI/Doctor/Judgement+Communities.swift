import Model

/// Whether what comes by itself has come.
extension Judgement {
    /// So long after its time a voting is ended, or an assembly counted, at the latest.
    private static let patience: Int64 = 120_000_000
    /// Digests are published five minutes after midnight, one community after the other.
    private static let digestPatience: Int64 = 1_800_000_000

    var votings: [Finding]? {
        guard let communities = view.communities else { return nil }
        // The database's clock decides; where it is wrong that is told elsewhere.
        let clock = processes.first { $0.service == .ballots }?.process.said.databaseClock ?? now
        let late = communities.votings.filter { clock.microseconds - $0.until.microseconds > Self.patience }
            .map { "\($0.community)/\($0.assembly)" }.sorted()
        guard !late.isEmpty else { return communities.unread.contains(.ballots) ? nil : [] }
        return [
            Finding(
                area: .votings, about: late,
                says: "The time of \(Words.list(late)) is over, and the voting is not ended or not counted.",
                means: "Owners wait for a result. No vote is lost, and none is taken any more.",
                next: "\(commands.log(of: "ballots")), which says why; clocks that differ are the usual cause")
        ]
    }

    /// In a scenario a day ends when somebody says so.
    var digests: [Finding]? {
        guard let communities = view.communities, let district = view.day else { return nil }
        guard !district.isScenario else { return [] }
        let expected = Timestamp(microseconds: now.microseconds - Self.digestPatience).day.advanced(by: -1)
        let late = communities.digests.filter { $0.value < expected }.map(\.key.description).sorted()
        guard !late.isEmpty else { return communities.unread.contains(.notices) ? nil : [] }
        return [
            Finding(
                area: .digests, about: late,
                says: "The digest of \(expected) is not out in \(Words.list(late)).",
                means:
                    "Who reads the sheet in the hall has no figures of that day. They come later, none is lost.",
                next: commands.log(of: "notices"))
        ]
    }
}
