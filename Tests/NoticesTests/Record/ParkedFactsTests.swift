import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// Facts that are applied long after what was told later of other things, since they were parked.
@Suite(.serialized) struct ParkedFactsTests {
    /// Takes the facts in the order in which they were recorded.
    private static let other: CommunityID = Samples.parsed("yanye")

    @Test(
        .database,
        arguments: ["community", "roll", "lift:1-1-A", "assembly:2023-lifts", "campaign:2023-lifts-collect"],
        [WorkKind.overhaul, .addition])
    func `the board and the notices say the same, whichever subject is parked meanwhile`(
        parked: String, work: WorkKind
    ) async throws {
        try await NoticesHarness.run { notices in
            let story = Self.story(work)
            for event in story { try await notices.receive(event, of: Self.other) }

            let subjects = try await Self.receive(story, parking: parked, at: notices)
            #expect(subjects.first?.subject == parked)
            for (source, subject) in subjects {
                #expect(try await notices.retry(source, subject, of: Samples.community) > 0)
            }

            #expect(try await Self.board(Samples.community, notices) == Self.board(Self.other, notices))
            #expect(try await Self.posted(Samples.community, notices) == Self.posted(Self.other, notices))
        }
    }

    // MARK: - Steps

    private static func story(_ work: WorkKind) -> [any DistrictEvent] {
        let plans: [any DistrictEvent] = Samples.lifts.map { lift in
            OrderPlanned(
                order: Samples.parsed("2023-lifts-collect.\(lift)"), campaign: Samples.campaign, lift: lift,
                works: Mandate.Works(work: work, workClass: work == .addition ? .installation : .majorRepair))
        }
        return Story.registry + Story.ballots + Story.closing + Story.opening + plans + Story.payments + Story.works
            + Story.payout
    }

    /// Takes facts as the inbox does: one that cannot be applied is parked, and what is of a parked subject behind it.
    ///
    /// - Returns: the parked subjects, in the order in which they came to be.
    private static func receive(
        _ events: [any DistrictEvent], parking first: String, at notices: NoticesHarness
    ) async throws -> [(source: ServiceName, subject: String)] {
        var blocked: Set<String> = [first]
        var subjects: [(source: ServiceName, subject: String)] = []
        for event in events {
            if !blocked.contains(event.subject) {
                do {
                    try await notices.receive(event, of: Samples.community)
                    continue
                } catch is UnknownCommunity {
                    blocked.insert(event.subject)
                }
            }
            if !subjects.contains(where: { $0.subject == event.subject }) {
                subjects.append((source: Swift.type(of: event).type.source, subject: event.subject))
            }
            try await notices.park(event, of: Samples.community)
        }
        return subjects
    }

    private static func board(_ community: CommunityID, _ notices: NoticesHarness) async throws -> String {
        let reply = try await notices.get("/v1/communities/\(community)/board", of: community)
        return String(describing: try reply.decode(BoardFigures.self))
    }

    /// What was posted, whatever its number.
    private static func posted(_ community: CommunityID, _ notices: NoticesHarness) async throws -> [String] {
        let reply = try await notices.get("/v1/communities/\(community)/notices?limit=500", of: community)
        return try reply.decode(NoticesAnswer.self).notices.map { notice in
            "\(notice.building ?? "all") \(notice.kind) \(notice.postedOn) \(notice.title): \(notice.text)"
        }.sorted()
    }
}
