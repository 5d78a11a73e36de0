import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Voting for somebody who allowed it in writing (R-M-22…25).
@Suite(.database) struct ProxyVotingTests {
    private typealias Owner = TestCommunity.Owner

    private func ballots(
        limit: Int = 2, terms: String = "",
        _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("p\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(proxyLimit: limit, terms: terms, at: ballots)
            try await body(ballots, community)
        }
    }

    private struct Page: Decodable {
        struct Row: Decodable {
            let unit: String
            let revokedAt: String?
            let votes: Int
        }

        let proxies: [Row]
        let next: String?

        struct Waiting: Decodable {
            struct Row: Decodable { let enteredBy: String }

            let proxies: [Row]
        }
    }

    private func seen(
        of community: TestCommunity, at ballots: TestBallots, by subject: String, _ role: Role, _ query: String = ""
    ) async throws -> Page {
        try await ballots.get(
            "\(community.assembly)/proxies\(query)", as: [role], of: community.id, subject: subject
        ).decode()
    }

    private struct Appointed: Decodable {
        let isWaiting: Bool?
    }

    /// The ballots of the bundle's query with who cast them.
    private func proxies(
        of community: TestCommunity, at ballots: TestBallots
    ) async throws -> [(unit: String, holder: OwnerID?)] {
        let numbers = try await ballots.pool.withConnection {
            try await $0.query("SELECT number FROM assembly WHERE community = \(community.id)", as: Int64.self)
        }
        return try await BundleStore(pool: ballots.pool).ballots(of: numbers[0], on: 1, after: nil)
            .map { ($0.unit.description, $0.proxy?.holder) }.sorted { $0.0 < $1.0 }
    }

    @Test func `a holder casts the principal's vote with the principal's whole area`() async throws {
        try await ballots { ballots, community in
            #expect(try await community.vote("1-1-102", by: Owner.ding, at: ballots).slug == "not-your-unit")
            let appointed = try await community.appoint(Owner.ding, for: "1-1-101", by: Owner.anna, at: ballots)
            #expect(appointed.status == 201)

            let vote = try await community.vote("1-1-102", by: Owner.ding, at: ballots)
            #expect(vote.status == 201)
            #expect(try await community.vote("2-1-101", by: Owner.ding, "against", at: ballots).status == 201)

            #expect(
                try await ballots.published(VoteAccepted.self, of: community.id).map(\.area.hundredths) == [
                    100_00, 100_00,
                ])
            let found = try await proxies(of: community, at: ballots)
            #expect(found.map(\.unit) == ["1-1-102", "2-1-101"])
            #expect(found.map(\.holder) == [Owner.ding, nil])
        }
    }

    @Test func `whoever votes first votes, the principal or the holder`() async throws {
        try await ballots { ballots, community in
            _ = try await community.appoint(Owner.ding, for: "1-1-101", at: ballots)
            #expect(try await community.vote("1-1-101", by: Owner.ding, at: ballots).status == 201)
            #expect(try await community.vote("1-1-101", by: Owner.anna, "against", at: ballots).slug == "already-voted")
            #expect(try await community.vote("1-1-101", by: Owner.anna, item: "rules", at: ballots).status == 201)
            #expect(
                try await community.vote("1-1-101", by: Owner.ding, item: "rules", at: ballots).slug == "already-voted")

            _ = try await community.vote("1-1-201", by: Owner.bao, at: ballots)
            _ = try await community.vote("1-1-201", by: Owner.bao, item: "rules", at: ballots)
            let late = try await community.appoint(Owner.ding, for: "1-1-201", at: ballots)
            #expect(late.status == 409)
            #expect(try late.slug == "principal-voted")
        }
    }

    @Test func `staff of the property company vote for nobody else`() async throws {
        try await ballots { ballots, community in
            let told = try await community.appoint(Owner.ding, for: "1-1-101", isPropertyStaff: true, at: ballots)
            #expect(told.status == 409)
            #expect(try told.slug == "proxy-excluded")

            _ = try await community.appoint(Owner.ding, for: "1-1-101", at: ballots)
            let vote = #"{"item": "overhaul", "unit": "1-1-101", "choice": "for"}"#
            for (roles, isPropertyStaff) in [([.owner, .property], false), ([.owner], true)] as [(Set<Role>, Bool)] {
                let answer = try await ballots.post(
                    "\(community.assembly)/votes", vote, as: roles, of: community.id,
                    subject: Owner.ding.description, isPropertyStaff: isPropertyStaff)
                #expect(answer.status == 403)
                #expect(try answer.slug == "not-your-unit")
            }
        }
    }

    @Test func `an authority that a scrutineer records stands once a second one has recorded the same`() async throws {
        try await ballots { ballots, community in
            let account = UUID().uuidString.lowercased()
            let first = Person(subject: OwnerID(UUID()).description, account: account)
            let same = Person(subject: OwnerID(UUID()).description, account: account)
            // Of another account, to which the first is known as one of theirs; as whom it spoke is nobody any more.
            let alike = Person(subject: OwnerID(UUID()).description, account: UUID().uuidString, alike: [account])
            let second = Person(subject: "scrutineer-2")
            func record(_ holder: OwnerID, as person: Person, _ authority: String = "2a") async throws -> Bool? {
                let reply = try await community.appoint(
                    holder, for: "1-1-101", as: person, authority: authority, at: ballots)
                return try reply.decode(Appointed.self).isWaiting
            }
            func vote() async throws -> String? {
                try await community.vote("1-1-101", by: Owner.ding, at: ballots).slug
            }

            for person in [first, first, same, alike] { #expect(try await record(Owner.ding, as: person) == true) }
            #expect(try await record(Owner.ding, as: second, "2b") == true, "another paper")
            #expect(try await record(Owner.chen, as: second) == true, "another holder")
            #expect(try await vote() == "not-your-unit")
            let path = "\(community.assembly)/proxies/waiting"
            let waiting = try await ballots.get(path, as: [.auditor], of: community.id)
            #expect(
                try waiting.decode(Page.Waiting.self).proxies.map(\.enteredBy) == [
                    "scrutineer-2", "scrutineer-2", first.subject,
                ])
            #expect(!waiting.text.contains(account), "\(waiting.text)")

            #expect(try await record(Owner.ding, as: second) == nil)
            #expect(
                try await ballots.get(path, as: [.auditor], of: community.id).decode(Page.Waiting.self).proxies.isEmpty)
            // What one of them recorded before it was taken back makes it stand no more.
            #expect(try await community.revoke("1-1-101", by: Owner.anna, at: ballots).status == 200)
            #expect(try await record(Owner.ding, as: second) == true)
            #expect(try await vote() == "not-your-unit")
            #expect(try await record(Owner.ding, as: first) == nil)
            #expect(try await community.vote("1-1-101", by: Owner.ding, at: ballots).status == 201)
        }
    }

    @Test func `a scrutineer records no authority to themselves, under whichever id`() async throws {
        try await ballots { ballots, community in
            let ding = Owner.ding.description
            for scrutineer in [Person(subject: ding), Person(subject: "elsewhere", account: "a", owners: [ding])] {
                let refused = try await community.appoint(Owner.ding, for: "1-1-101", as: scrutineer, at: ballots)
                #expect(refused.status == 409)
                #expect(try refused.slug == "proxy-to-recorder" && refused.fields == ["holder"])
            }
            #expect(try await community.vote("1-1-101", by: Owner.ding, at: ballots).slug == "not-your-unit")
            #expect(try await community.appoint(Owner.ding, for: "1-1-101", at: ballots).status == 201)
        }
    }

    @Test func `where votes are cast on paper only, a holder casts none electronically`() async throws {
        try await ballots(terms: #", "form": "written""#) { ballots, community in
            _ = try await community.appoint(Owner.ding, for: "1-1-101", at: ballots)
            #expect(try await community.vote("1-1-101", by: Owner.ding, at: ballots).slug == "on-paper-only")
            let paper = TestCommunity.paper("1-1-101", choice: "for", proxy: Owner.ding)
            #expect(try await community.handInAll(paper, at: ballots).status == 200)
        }
    }

    @Test func `what was written, delivered or voted elsewhere in time is recorded as long as papers are`() async throws
    {
        let later = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 + 86_400) * 1_000_000)
        try await ballots(terms: #", "papersUntil": "\#(later)""#) { ballots, community in
            try await community.endVoting(at: ballots)
            #expect(try await community.vote("2-1-101", by: Owner.ding, at: ballots).slug == "voting-closed")

            #expect(try await community.deliver(TestCommunity.delivery("1-1-101"), at: ballots).status == 200)
            #expect(try await community.appoint(Owner.ding, for: "1-1-101", at: ballots).status == 201)
            let paper = TestCommunity.paper("1-1-101", choice: "for", proxy: Owner.ding)
            #expect(try await community.handInAll(paper, at: ballots).status == 200)
            let official = try await community.bringIn("1-1-201,overhaul,for,2023-07-09T10:00:00+08:00\n", at: ballots)
            #expect(official.status == 200, "\(official.text)")
        }
    }

    @Test func `nobody takes an authority back after the voting, so that what the holder signed before is counted`()
        async throws
    {
        let later = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 + 86_400) * 1_000_000)
        try await ballots(limit: 3, terms: #", "papersUntil": "\#(later)""#) { ballots, community in
            for unit in ["1-1-101", "1-1-201", "2-1-201"] {
                #expect(try await community.appoint(Owner.ding, for: unit, at: ballots).status == 201)
            }
            #expect(try await community.revoke("2-1-201", at: ballots).status == 200)
            let waiting =
                "item,unit,choice,signed_on,collector,witness,evidence_sha256,invalid,proxy,authority_sha256\n"
                + TestCommunity.paper("1-1-101", choice: "for", proxy: Owner.ding)
            #expect(try await community.enter(waiting, as: "scrutineer-1", at: ballots).status == 200)
            try await community.endVoting(at: ballots)

            for principal in [Owner.anna, nil] {
                let late = try await community.revoke("1-1-101", by: principal, at: ballots)
                #expect(try late.status == 409 && late.slug == "voting-closed")
            }
            let second = try await community.enter(waiting, as: "scrutineer-2", at: ballots)
            #expect(try second.decode(ImportPapers.Report.self).counted == 1, "\(second.text)")
            let other = TestCommunity.paper("1-1-201", choice: "for", proxy: Owner.ding)
            #expect(try await community.handInAll(other, at: ballots).status == 200)
            // What was taken back by mistake was written in time all the same.
            let again = TestCommunity.paper("2-1-201", choice: "for", proxy: Owner.ding)
            #expect(try await community.handInAll(again, at: ballots).places == ["2 proxy"])
            #expect(try await community.appoint(Owner.ding, for: "2-1-201", at: ballots).status == 201)
            #expect(try await community.handInAll(again, at: ballots).status == 200)
        }
    }

    @Test func `hands hinder no proxy, and hide no vote on all that has ballots`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("p\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openElection(by: try Samples.rules(proxyLimit: 2), at: ballots)
            #expect(try await community.appoint(Owner.ding, for: "1-1-101", at: ballots).status == 201)
            #expect(try await community.vote("1-1-201", by: Owner.bao, "a+b", item: "seats", at: ballots).status == 201)
            let late = try await community.appoint(Owner.ding, for: "1-1-201", at: ballots)
            #expect(try late.slug == "principal-voted", "nothing but hands is left")
        }
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("p\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(proxyLimit: 2, at: ballots)
            try await ballots.pool.withConnection { connection in
                try await connection.execute("ALTER TABLE agenda_item DISABLE TRIGGER agenda_item_only_grows")
                try await connection.execute(
                    """
                    UPDATE agenda_item SET choices = '{}'
                    FROM assembly
                    WHERE assembly.number = agenda_item.assembly AND community = \(community.id)
                    """)
                try await connection.execute("ALTER TABLE agenda_item ENABLE TRIGGER agenda_item_only_grows")
            }
            #expect(try await community.appoint(Owner.ding, for: "1-1-101", at: ballots).status == 201)
        }
    }

    @Test func `a proxy is revoked until something rests on it, by the principal or a scrutineer`() async throws {
        try await ballots { ballots, community in
            _ = try await community.appoint(Owner.ding, for: "1-1-101", by: Owner.anna, at: ballots)
            #expect(try await community.revoke("1-1-101", by: Owner.ding, at: ballots).slug == "not-your-unit")
            #expect(try await community.revoke("1-1-102", by: Owner.anna, at: ballots).status == 200)
            #expect(try await community.vote("1-1-101", by: Owner.ding, at: ballots).slug == "not-your-unit")
            #expect(try await community.revoke("1-1-101", by: Owner.anna, at: ballots).slug == "no-proxy")

            _ = try await community.appoint(Owner.chen, for: "1-1-101", authority: "2b", at: ballots)
            #expect(try await community.vote("1-1-101", by: Owner.chen, at: ballots).status == 201)
            let used = try await community.revoke("1-1-101", at: ballots)
            #expect(used.status == 409)
            #expect(try used.slug == "proxy-used")
        }
    }

    @Test func `a holder votes for no more owners than the frozen rules allow`() async throws {
        try await ballots(limit: 2) { ballots, community in
            let holder = OwnerID(UUID())
            #expect(try await community.appoint(holder, for: "1-1-101", at: ballots).status == 201)
            #expect(try await community.appoint(holder, for: "1-1-102", at: ballots).slug == "proxy-stands", "one head")
            #expect(try await community.appoint(holder, for: "1-1-201", at: ballots).status == 201)
            let third = try await community.appoint(holder, for: "2-1-101", at: ballots)
            #expect(third.status == 409)
            #expect(try third.slug == "proxy-limit")
            _ = try await community.revoke("1-1-201", at: ballots)
            #expect(try await community.appoint(holder, for: "2-1-101", at: ballots).status == 201)
        }
    }

    @Test func `a paper that a proxy signed needs the authority on record`() async throws {
        try await ballots { ballots, community in
            let holder = OwnerID(UUID())
            let line = TestCommunity.paper("1-1-101", choice: "for", proxy: holder)
            let early = try await community.handInAll(line, at: ballots)
            #expect(early.status == 422)
            #expect(try early.places == ["2 proxy"])

            _ = try await community.appoint(holder, for: "1-1-102", at: ballots)
            let other = TestCommunity.paper("1-1-101", choice: "for", proxy: holder, authority: "2b")
            #expect(try await community.handInAll(other, at: ballots).places == ["2 proxy"])
            let answer = try await community.handInAll(line, at: ballots)
            #expect(answer.status == 200)
            #expect(try answer.decode(ImportPapers.Report.self).counted == 1)
            #expect(try await proxies(of: community, at: ballots).map(\.holder) == [holder])
            #expect(try await community.revoke("1-1-101", at: ballots).slug == "proxy-used")
        }
    }

    @Test func `what the holder signed before the authority was written is no vote of the principal`() async throws {
        try await ballots { ballots, community in
            let holder = OwnerID(UUID())
            for (unit, day) in [("1-1-101", "2023-07-10"), ("1-1-201", "2023-07-09")] {
                let reply = try await community.appoint(holder, for: unit, writtenOn: day, at: ballots)
                #expect(reply.status == 201, "\(reply.text)")
            }
            let sameDay = TestCommunity.paper("1-1-201", choice: "for", proxy: holder)
            let early = TestCommunity.paper("1-1-101", choice: "for", proxy: holder)
            let refused = try await community.handInAll(sameDay + early, at: ballots)
            #expect(refused.status == 422)
            #expect(try refused.places == ["3 signed_on"])

            let unauthorised = TestCommunity.paper("1-1-101", choice: "", invalid: "notAuthorised", proxy: holder)
            let taken = try await community.handInAll(sameDay + unauthorised, at: ballots)
            let report = try taken.decode(ImportPapers.Report.self)
            #expect(report.counted == 1 && report.invalid.map(\.reason) == [.notAuthorised], "\(taken.text)")
            #expect(try await proxies(of: community, at: ballots).map(\.unit) == ["1-1-201"])
        }
    }

    @Test func `owners see the proxies that they gave or hold, scrutineers all`() async throws {
        try await ballots { ballots, community in
            _ = try await community.appoint(Owner.ding, for: "1-1-101", at: ballots)
            _ = try await community.revoke("1-1-101", at: ballots)
            _ = try await community.appoint(Owner.ding, for: "1-1-101", authority: "2b", at: ballots)
            _ = try await community.appoint(Owner.anna, for: "1-1-201", at: ballots)
            _ = try await community.vote("1-1-101", by: Owner.ding, at: ballots)
            #expect(
                try await seen(of: community, at: ballots, by: Owner.ding.description, .owner).proxies.map(\.votes) == [
                    0, 1,
                ])
            #expect(
                try await seen(of: community, at: ballots, by: Owner.anna.description, .owner).proxies.map(\.unit) == [
                    "1-1-101", "1-1-101", "1-1-201",
                ])
            #expect(try await seen(of: community, at: ballots, by: Owner.developer.description, .owner).proxies.isEmpty)
            #expect(try await seen(of: community, at: ballots, by: "somebody", .owner).proxies.isEmpty)
            let first = try await seen(of: community, at: ballots, by: "s", .scrutineer, "?limit=2")
            #expect(first.proxies.map { $0.revokedAt != nil } == [true, false])
            let next = try #require(first.next)
            #expect(
                try await seen(of: community, at: ballots, by: "s", .scrutineer, "?limit=2&cursor=\(next)").proxies.map(
                    \.unit) == ["1-1-201"])
        }
    }

    @Test func `what cannot be is named by its field and changes nothing`() async throws {
        try await ballots { ballots, community in
            #expect(try await community.appoint(Owner.ding, for: "7-7-777", at: ballots).fields == ["unit"])
            #expect(try await community.appoint(Owner.ding, for: "2-1-P1", at: ballots).fields == ["unit"])
            #expect(try await community.appoint(Owner.chen, for: "1-1-201", at: ballots).fields == ["holder"])
            #expect(
                try await community.appoint(Owner.ding, for: "1-1-101", writtenOn: "2999-01-01", at: ballots).fields
                    == ["writtenOn"])
            #expect(
                try await community.appoint(Owner.ding, for: "1-1-101", authority: "zz", at: ballots).fields == [
                    "authority"
                ])
            let count = try await ballots.pool.withConnection {
                try await $0.query(
                    """
                    SELECT count(*) FROM proxy
                    JOIN assembly ON assembly.number = proxy.assembly
                    WHERE assembly.community = \(community.id)
                    UNION ALL
                    SELECT count(*) FROM proxy_entry
                    JOIN assembly ON assembly.number = proxy_entry.assembly
                    WHERE assembly.community = \(community.id)
                    """, as: Int.self)
            }
            #expect(count == [0, 0])
        }
    }
}
