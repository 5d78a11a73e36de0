import Foundation
import LocalDistrict
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// The database's clock may be set back while an assembly is open.
///
/// Its rows then look as if they came from later, which these tests make of them, and what comes next must still be
/// told in order.
@Suite(.database) struct ClockSetBackTests {
    private typealias Owner = TestCommunity.Owner

    private func shiftVotes(at ballots: TestBallots) async throws {
        try await ballots.pool.withConnection { connection in
            _ = try await connection.query("ALTER TABLE vote DISABLE TRIGGER vote_only_grows")
            _ = try await connection.query("UPDATE vote SET accepted_at = accepted_at + interval '10 minutes'")
        }
    }

    @Test func `a paper that comes too late is recorded after the ballot, and the close after all`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).status == 201)
            try await shiftVotes(at: ballots)
            let late = TestCommunity.paper("1-1-102", "against", scan: "0b")
            let report = try await community.handIn(late, at: ballots).decode(ImportPapers.Report.self)
            #expect(report.duplicates.count == 1)
            #expect(try await community.close(at: ballots).status == 200)

            let (certificate, bundle) = try await community.recounted(at: ballots)
            #expect(certificate.papers == 1 && certificate.ballots == 1)
            #expect(bundle.contains(#""counted":false"#))
        }
    }

    @Test func `what comes when the clock is before the opening is recorded at the opening`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            try await ballots.pool.withConnection { connection in
                _ = try await connection.query("UPDATE assembly SET opened_at = opened_at + interval '10 minutes'")
            }
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).status == 201)
            let papers = TestCommunity.paper("1-1-201", scan: "0c") + TestCommunity.paper("1-1-102", scan: "0d")
            #expect(try await community.handIn(papers, at: ballots).status == 200)
            #expect(try await community.close(at: ballots).status == 200)

            let (certificate, _) = try await community.recounted(at: ballots)
            #expect(certificate.papers == 2 && certificate.ballots == 2)
            #expect(certificate.closedAt > certificate.openedAt)
        }
    }

    @Test func `two files of a platform that come when the clock is before the opening are told apart`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            try await ballots.pool.withConnection { connection in
                _ = try await connection.query("UPDATE assembly SET opened_at = opened_at + interval '10 minutes'")
            }
            for (unit, evidence) in [("1-1-101", "3a"), ("1-1-201", "3b")] {
                let answer = try await community.bringIn(
                    "\(unit),overhaul,for,2023-07-09T10:00:00+08:00\n", evidence: evidence, at: ballots)
                #expect(answer.status == 200, "\(answer.text)")
            }
            #expect(try await community.close(at: ballots).status == 200)

            let (certificate, _) = try await community.recounted(at: ballots)
            #expect(certificate.imports == 2 && certificate.ballots == 2)
        }
    }
}
