import Foundation
import Model
import Postgres
import ServiceSupport

@testable import Ballots

/// What people do at the doors and for others.
extension TestCommunity {
    static func scan(_ byte: String) -> String { String(repeating: byte, count: 32) }

    /// Open, by rules that let one person vote for so many owners.
    func openAssembly(
        proxyLimit: Int, silent: RulePack.SilentBallotPolicy = .off, terms: String = "", at ballots: TestBallots
    ) async throws {
        try await openAssembly(
            by: Samples.rules(proxyLimit: proxyLimit, silent: silent), terms: terms, at: ballots)
    }

    /// Lets the voting end now; papers go on being entered as long as was announced.
    func endVoting(at ballots: TestBallots) async throws {
        try await ballots.pool.withConnection { connection in
            _ = try await connection.query(
                "UPDATE assembly SET closes_at = clock_timestamp() WHERE community = \(id)")
        }
    }

    /// Lets the voting end at 24:00 of a day to come.
    ///
    /// - Returns: the day after it, as which the end is stored.
    func endAtMidnight(at ballots: TestBallots) async throws -> Day {
        let next = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).day.advanced(by: 2)
        try await ballots.pool.withConnection { connection in
            _ = try await connection.query(
                "UPDATE assembly SET closes_at = \(next.start), papers_until = \(next.start) WHERE community = \(id)")
        }
        return next
    }

    /// Open, with an election of two out of `a`, `b` and `c` and a count of hands.
    func openElection(by pack: RulePack? = nil, at ballots: TestBallots) async throws {
        try await register(with: ballots)
        let pack = try pack ?? Samples.rules()
        try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: id)
        try await recordUnits(with: ballots)
        try await recordRoll(with: ballots)
        let closesAt = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) + 3_600_000_000)
        _ = try await ballots.post(
            path,
            """
            {"code": "2023-lifts", "title": "换届", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01", "items": [
                {"code": "seats", "title": "选举", "kind": "committeeElection", "form": "election", "election": {
                    "seats": 2, "alternates": 1, "least": 1, "ranking": "shares",
                    "candidates": [{"candidate": "a"}, {"candidate": "b"}, {"candidate": "c"}]}},
                {"code": "hands", "title": "举手", "kind": "other", "form": "showOfHands"}
            ]}
            """, as: [.committee], of: id)
        _ = try await open(at: ballots)
    }

    var assembly: String { "\(path)/2023-lifts" }

    // MARK: - Deliveries

    func deliver(_ lines: String, dryRun: Bool = false, at ballots: TestBallots) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(assembly)/deliveries/import\(dryRun ? "?dryRun=true" : "")",
            "unit,papers,method,delivered_on,evidence_sha256,warned,collector\n" + lines, as: [.collector], of: id,
            mediaType: "text/csv")
    }

    /// One delivery, as JSON.
    func note(_ body: String, at ballots: TestBallots) async throws -> TestBallots.Reply {
        try await ballots.post("\(assembly)/deliveries", body, as: [.collector], of: id)
    }

    static func delivery(_ unit: String, by collector: String = "c-1", scan: String = "1a") -> String {
        "\(unit),2,inPerson,2023-07-01,\(Self.scan(scan)),yes,\(collector)\n"
    }

    // MARK: - Proxies

    /// What the principal does, or two scrutineers; of the first only a refusal is told.
    func appoint(
        _ holder: OwnerID, for unit: String, by principal: OwnerID? = nil, authority: String = "2a",
        writtenOn: String = "2023-07-01", isPropertyStaff: Bool = false, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        var people = (principal.map { [$0.description] } ?? ["scrutineer-1", "scrutineer-2"]).map {
            Person(subject: $0)
        }
        var reply: TestBallots.Reply
        repeat {
            reply = try await appoint(
                holder, for: unit, as: people.removeFirst(), principal == nil ? .scrutineer : .owner,
                authority: authority, writtenOn: writtenOn, isPropertyStaff: isPropertyStaff, at: ballots)
        } while reply.status == 201 && !people.isEmpty
        return reply
    }

    /// What one of them does.
    func appoint(
        _ holder: OwnerID, for unit: String, as person: Person, _ role: Role = .scrutineer, authority: String = "2a",
        writtenOn: String = "2023-07-01", isPropertyStaff: Bool = false, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(assembly)/proxies",
            """
            {"unit": "\(unit)", "holder": "\(holder)", "authority": "\(Self.scan(authority))",
             "writtenOn": "\(writtenOn)", "isPropertyStaff": \(isPropertyStaff)}
            """, as: [role], of: id, person: person)
    }

    func revoke(_ unit: String, by principal: OwnerID? = nil, at ballots: TestBallots) async throws -> TestBallots.Reply
    {
        try await ballots.post(
            "\(assembly)/proxies/\(unit)/revocation", "", as: principal == nil ? [.scrutineer] : [.owner], of: id,
            subject: principal?.description ?? "scrutineer-1")
    }

    // MARK: - Papers with all columns, and official results

    func handInAll(_ lines: String, at ballots: TestBallots) async throws -> TestBallots.Reply {
        try await enter(
            "item,unit,choice,signed_on,collector,witness,evidence_sha256,invalid,proxy,authority_sha256\n" + lines,
            at: ballots)
    }

    static func paper(
        _ unit: String, choice: String, item: String = "overhaul", scan: String = "0a", invalid: String = "",
        proxy: OwnerID? = nil, authority: String = "2a"
    ) -> String {
        "\(item),\(unit),\(choice),2023-07-09,collector-1,witness-1,\(Self.scan(scan)),\(invalid),"
            + (proxy.map { "\($0),\(Self.scan(authority))" } ?? ",") + "\n"
    }

    func bringIn(
        _ lines: String, evidence: String = "3a", dryRun: Bool = false, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(assembly)/votes/import?platform=e-vote&basis=art.%2035&evidence=\(Self.scan(evidence))"
                + (dryRun ? "&dryRun=true" : ""),
            "unit,item,choice,voted_at\n" + lines, as: [.scrutineer], of: id, mediaType: "text/csv")
    }
}

extension Samples {
    /// Rules that let one person vote for so many owners, and that say what silence means.
    static func rules(
        proxyLimit: Int, silent: RulePack.SilentBallotPolicy = .off, followed: RulePack.FollowedMajority? = nil
    ) throws -> RulePack {
        let rules = try rules([
            .proxyLimit: "\(proxyLimit)", .undeliverableNotice: "1d", .followedMajority: followed?.rawValue,
        ])
        return RulePack(
            jurisdiction: rules.jurisdiction, version: "proxies", participation: rules.participation,
            approval: rules.approval, duplicates: rules.duplicates,
            silentBallots: RulePack.Choice(policy: silent, source: "R-S-06", grade: .design),
            parameters: rules.parameters)
    }
}
