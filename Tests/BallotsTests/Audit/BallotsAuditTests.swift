import EventLog
import Foundation
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// The checks of stored rows against what commands store, and against what nobody but a forger does.
@Suite struct BallotsAuditTests {
    private typealias Owner = TestCommunity.Owner

    /// Expects that nothing is found.
    ///
    /// - Returns: the codes of the checks that had something to look at.
    private static func expectNothing(on community: CommunityID, at ballots: TestBallots) async throws -> Set<String> {
        let reports = try await AuditStory.reports(on: community, at: ballots)
        for report in reports.values {
            #expect(report.faults.isEmpty && !report.more, "\(report)")
        }
        return Set(reports.values.filter { $0.examined > 0 }.map(\.check))
    }

    @Test(.database) func `of a finished story nothing is found, and nearly every check has looked at something`()
        async throws
    {
        try await TestBallots.run { ballots in
            let story = try await AuditStory.finished(at: ballots)
            let unseen = Set(BallotsAudit.checks.map(\.code))
                .subtracting(try await Self.expectNothing(on: story.community.id, at: ballots))
            #expect(unseen == ["elections-have-posted-lists", "told-objections-were-upheld"])
        }
    }

    @Test(.database) func `nothing is found while an assembly is convened, open, and closed but not certified`()
        async throws
    {
        try await TestBallots.run { ballots in
            let story = try await AuditStory.opened(at: ballots)
            let id = story.community.id
            _ = try await Self.expectNothing(on: id, at: ballots)
            _ = try await story.community.convene("next", at: ballots)
            try await story.vote()
            _ = try await Self.expectNothing(on: id, at: ballots)
            #expect(try await story.community.open("next", at: ballots).status == 200)
            #expect(try await story.community.close(at: ballots).status == 200)
            _ = try await Self.expectNothing(on: id, at: ballots)
            try await ballots.service.certify()
            _ = try await Self.expectNothing(on: id, at: ballots)
        }
    }

    @Test(.database) func `nothing is found of an assembly of one building, nor of an item that nobody has voted on`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            let closesAt = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 3_600) * 1_000_000)
            let convened = try await ballots.post(
                community.path,
                """
                {"code": "2023-lifts", "title": "二号楼", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01",
                 "scope": {"buildings": ["2"]}, "items": [
                    {"code": "paint", "title": "粉刷", "kind": "other"},
                    {"code": "fence", "title": "围栏", "kind": "other"}
                ]}
                """, as: [.committee], of: community.id)
            #expect(convened.status == 201, "\(convened.text)")
            #expect(try await community.open(at: ballots).status == 200)
            #expect(try await community.vote("2-1-101", by: Owner.ding, item: "paint", at: ballots).status == 201)
            #expect(try await community.close(at: ballots).status == 200)
            try await ballots.service.certify()
            _ = try await Self.expectNothing(on: community.id, at: ballots)
        }
    }

    @Test(.database) func `nothing is found of results that are older than what is stored of them today`()
        async throws
    {
        try await ResultTests.counted { ballots, community in
            try await ballots.pool.withConnection { connection in
                try await Corruption.letChange(in: connection)
                try await connection.execute("ALTER TABLE agenda_item DISABLE TRIGGER USER")
                try await connection.execute("UPDATE agenda_item SET terms = NULL")
                try await connection.execute(
                    "UPDATE item_result SET result = NULL, papers_issued = NULL, papers_returned = NULL")
            }
            _ = try await Self.expectNothing(on: community.id, at: ballots)
        }
    }

    @Test(.database) func `nothing is found of papers whose scrutineer is recorded by what the token called them`()
        async throws
    {
        try await TestBallots.run { ballots in
            let story = try await AuditStory.finished(at: ballots)
            let changed = try await ballots.pool.withConnection { connection in
                try await Corruption.letChange(in: connection)
                return try await connection.execute("UPDATE paper_batch SET person = 'account of ' || entered_by")
            }
            try #require(changed > 0)
            let seen = try await Self.expectNothing(on: story.community.id, at: ballots)
            #expect(seen.contains("papers-came-in-files-of-two"))
        }
    }

    @Test(.database) func `nothing is found where the server writes days in a way of its own`() async throws {
        try await TestBallots.run { ballots in
            let story = try await AuditStory.finished(at: ballots)
            try await TestDatabase.withPool(\.maximumConnections, 1) { pool in
                try await pool.withConnection { connection in
                    try await connection.execute("SET DateStyle TO 'German, DMY'")
                }
                for check in BallotsAudit.checks {
                    let report = try await check.report(on: story.community.id, in: pool)
                    #expect(report.faults.isEmpty, "\(report)")
                }
            }
        }
    }

    @Test(.database) func `nothing is found of a result that an upheld objection keeps from standing`() async throws {
        try await ResultTests.counted { ballots, community in
            let filed = try await community.object("1-1-101", by: Owner.anna, item: "overhaul", at: ballots)
            let objection = try filed.decode(Filed.self).objection
            #expect(try await community.answer(objection, "upheld", at: ballots).status == 200)
            let seen = try await Self.expectNothing(on: community.id, at: ballots)
            #expect(seen.contains("told-objections-were-upheld"))
        }
    }

    private struct Filed: Decodable {
        let objection: String
    }

    private static func electionByList(at ballots: TestBallots) async throws -> TestRound {
        let round = try await TestRound.arrived([:], at: ballots)
        #expect(try await round.open(seats: 1).status == 201)
        for owner in [Owner.anna, Owner.ding] {
            #expect(try await round.own("/candidates", owner, #"{"channel": "self"}"#).status == 201)
        }
        for candidate in ["c01", "c02"] { #expect(try await round.decide(candidate).status == 200) }
        try await round.end()
        #expect(try await round.post("/posting").status == 200)
        try await round.age()
        let both = #"{"candidate": "c01"}, {"candidate": "c02"}"#
        #expect(try await round.convene(both, seats: 1).status == 201)
        return round
    }

    @Test(.database) func `an election is on the candidates of the list by which it was convened`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Self.electionByList(at: ballots)
            let seen = try await Self.expectNothing(on: round.community.id, at: ballots)
            #expect(seen.contains("elections-have-posted-lists"))

            try await ballots.pool.withConnection { connection in
                try await Corruption.letChange(in: connection)
                try await connection.execute("UPDATE nomination_posting SET candidates = '{c01,c09}'")
            }
            let reports = try await AuditStory.reports(on: round.community.id, at: ballots)
            #expect(reports["elections-have-posted-lists"]?.faults.map(\.place) == ["2023-lifts/seats"])
            #expect(reports.values.filter { !$0.faults.isEmpty }.count == 1)
        }
    }

    @Test(.database) func `a certificate that somebody signs anew with a key of their own is found`() async throws {
        try await TestBallots.run { ballots in
            let story = try await AuditStory.finished(at: ballots)
            let number = try await story.number()
            let stored = try #require(try await BundleStore(pool: ballots.pool).certificate(of: number))
            let effective = try await ballots.published(AssemblyEffective.self, of: story.community.id)
            #expect(effective.map(\.certificate) == [Digest256(of: stored.bytes)])
            #expect(effective.map(\.certificateKey) == [stored.key.x])

            let file = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID()).key").path
            defer { unlink(file) }
            let forger = try CertificateKey(file: file)
            let key = try CanonicalJSON.encode(forger.published)
            let signature = try forger.sign(stored.bytes)
            let changed = try await ballots.pool.withConnection { connection in
                try await Corruption.letChange(in: connection)
                return try await connection.execute(
                    "UPDATE certificate SET key = \(key), signature = \(signature) WHERE assembly = \(number)")
            }
            try #require(changed == 1)

            let faulty = try await story.reports().values.filter { !$0.faults.isEmpty }
            #expect(faulty.map(\.check) == ["certificates-are-what-was-told"])
            #expect(faulty.flatMap { $0.faults.map(\.place) } == ["2023-lifts"])
        }
    }

    @Test(.database, arguments: Corruption.all)
    func `what nobody but a forger does is found, named by its place, and told by nothing that it does not touch`(
        corruption: Corruption
    ) async throws {
        try await TestBallots.run { ballots in
            let story = try await AuditStory.finished(at: ballots)
            let number = try await story.number()
            let changed = try await ballots.pool.withConnection { connection in
                try await Corruption.letChange(in: connection)
                return try await connection.execute(corruption.statement(number))
            }
            try #require(changed > 0, "nothing was corrupted")

            let reports = try await story.reports()

            let found = try #require(reports[corruption.check])
            #expect(found.faults.contains { $0.place.hasPrefix(corruption.place) && !$0.says.isEmpty }, "\(found)")
            // What is in a bundle is held against the certificate as a whole, whatever else tells of it.
            let whole = Set(["bundles-are-what-was-signed"]).subtracting([corruption.check])
            let faulty = Set(reports.values.filter { !$0.faults.isEmpty }.map(\.check)).subtracting(whole)
            #expect(faulty == corruption.also.union([corruption.check]))
        }
    }
}
