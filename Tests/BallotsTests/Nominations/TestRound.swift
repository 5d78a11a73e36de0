import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport

@testable import Ballots

/// A community, and what is done in its round `2023`.
struct TestRound: Sendable {
    let community: TestCommunity
    let ballots: TestBallots

    var rounds: String { "/v1/communities/\(community.id)/nominations" }

    func post(
        _ path: String, _ body: String = "", as role: Role = .committee, _ owner: OwnerID? = nil
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(rounds)/2023\(path)", body, as: [role], of: community.id, subject: owner?.description ?? "somebody")
    }

    func own(_ path: String, _ person: Person, _ body: String = "") async throws -> TestBallots.Reply {
        try await ballots.post("\(rounds)/2023\(path)", body, as: [.owner], of: community.id, person: person)
    }

    func own(_ path: String, _ owner: OwnerID, _ body: String = "") async throws -> TestBallots.Reply {
        try await post(path, body, as: .owner, owner)
    }

    func open(seats: Int = 2) async throws -> TestBallots.Reply {
        let (today, closes) = (Self.day(0), Self.day(9))
        return try await ballots.post(
            rounds,
            """
            {"round": "2023", "body": "committee", "seats": \(seats), "opensOn": "\(today)", "closesOn": "\(closes)"}
            """, as: [.committee], of: community.id)
    }

    func decide(_ candidate: String, _ accepted: Bool = true) async throws -> TestBallots.Reply {
        try await post(
            "/candidates/\(candidate)/decision", #"{"accepted": \#(accepted), "reason": "符合条件"}"#)
    }

    /// Makes it as if the round had ended, which a running district's day cannot be moved for.
    func end() async throws {
        try await ballots.pool.withConnection { connection in
            try await connection.execute("ALTER TABLE nomination_round DISABLE TRIGGER USER")
            try await connection.execute(
                """
                UPDATE nomination_round
                SET opens_on = opens_on - 60, closes_on = closes_on - 60
                WHERE community = \(community.id)
                """)
            try await connection.execute("ALTER TABLE nomination_round ENABLE TRIGGER USER")
        }
    }

    static func day(_ later: Int) -> Day {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).day.advanced(by: Int64(later))
    }

    func convene(
        _ candidates: String, seats: Int = 2, body: String = "committee", round: String = "2023",
        as assembly: String = "2023-lifts"
    ) async throws -> TestBallots.Reply {
        let closesAt = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) + 3_600_000_000)
        return try await ballots.post(
            community.path,
            """
            {"code": "\(assembly)", "title": "换届", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01", "items": [
                {"code": "seats", "title": "选举", "kind": "committeeElection", "form": "election",
                 "mandate": {"kind": "seatCommittee", "body": "\(body)"}, "election": {
                    "seats": \(seats), "alternates": 1, "least": 1, "ranking": "shares", "round": "\(round)",
                    "candidates": [\(candidates)]}}
            ]}
            """, as: [.committee], of: community.id)
    }

    /// Makes it as if the list had been posted long ago.
    func age() async throws {
        try await ballots.pool.withConnection { connection in
            try await connection.execute("ALTER TABLE nomination_posting DISABLE TRIGGER USER")
            try await connection.execute(
                """
                UPDATE nomination_posting
                SET posted_on = posted_on - 60
                WHERE round IN (SELECT number FROM nomination_round WHERE community = \(community.id))
                """)
            try await connection.execute("ALTER TABLE nomination_posting ENABLE TRIGGER USER")
        }
    }

    /// The roll as it is when one owner has sold what counts to another.
    func sell(_ seller: OwnerID, to buyer: OwnerID) async throws {
        var sold = community
        sold.units = try sold.units.map { unit in
            guard unit.owners == [seller], unit.use != .parking else { return unit }
            return try TestCommunity.unit(unit.unit.description, unit.area.hundredths, [buyer])
        }
        try await sold.recordUnits(with: ballots)
        try await sold.recordRoll(with: ballots)
    }

    static func arrived(
        _ changes: [RuleKey: String?] = [.jointNominationLeast: "2"], more: [UnitRecord] = [], at ballots: TestBallots
    ) async throws -> TestRound {
        var community = try TestCommunity.small(TestCommunity.newName())
        community.units += more
        try await community.register(with: ballots)
        let pack = try Samples.rules(changes)
        try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
        try await community.recordUnits(with: ballots)
        try await community.recordRoll(with: ballots)
        return TestRound(community: community, ballots: ballots)
    }
}
