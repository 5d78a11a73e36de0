import Foundation
import LocalDistrict
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Deliveries, proxies, platforms and invalid papers from the doors to a stranger's count.
@Suite(.database) struct RegisterBundleTests {
    private typealias Owner = TestCommunity.Owner

    private static func name() -> String { "r\(UUID().uuidString.prefix(8).lowercased())" }

    /// What the service signed and what a stranger counts of its bundle.
    private static func certificate(of community: TestCommunity, at ballots: TestBallots) async throws -> Certificate {
        try await ballots.service.certify()
        let published = try await ballots.get("\(community.assembly)/certificate", of: community.id)
        let bundle = try await ballots.get("\(community.assembly)/bundle", as: [.auditor], of: community.id)
        let recount = try await Recount.run(bundle.body)
        #expect(recount.status == .exited(0), "\(recount.complaint)")
        #expect(published.text.hasPrefix(#"{"certificate":\#(recount.certificate.dropLast()),"key":"#))
        return try CanonicalJSON.decode(Certificate.self, from: Array(recount.certificate.utf8))
    }

    @Test func `silence counts where the ballot demonstrably came with a warning, and a stranger counts the same`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openAssembly(proxyLimit: 2, silent: .majority, at: ballots)
            let unproven = "2-1-101,1,post,2023-07-01,,yes,c-1\n"
            let delivered = ["1-1-101", "1-1-201", "2-1-201"].map { TestCommunity.delivery($0) }.joined()
            #expect(try await community.deliver(delivered + unproven, at: ballots).status == 200)
            let somebody = OwnerID(UUID())
            #expect(try await community.appoint(Owner.ding, for: "1-1-101", at: ballots).status == 201)
            #expect(try await community.appoint(somebody, for: "1-1-201", authority: "2b", at: ballots).status == 201)

            #expect(try await community.vote("1-1-101", by: Owner.ding, at: ballots).status == 201)
            let time = "2023-07-09T10:00:00+08:00"
            let official = try await community.bringIn(
                "2-1-101,overhaul,for,\(time)\n2-1-203,rules,against,\(time)\n", at: ballots)
            #expect(official.status == 200, "\(official.text)")
            let papers = try await community.handInAll(
                TestCommunity.paper("2-1-201", choice: "", invalid: "unsigned")
                    + TestCommunity.paper("1-1-201", choice: "for", item: "rules", proxy: somebody, authority: "2b")
                    + TestCommunity.paper("1-1-101", choice: "against", scan: "0b"), at: ballots)
            #expect(papers.status == 200, "\(papers.text)")
            #expect(try await community.close(at: ballots).status == 200)

            let certificate = try await Self.certificate(of: community, at: ballots)

            #expect(certificate.deliveries == 4 && certificate.imports == 1 && certificate.papers == 3)
            #expect(certificate.ballots == 4)
            let overhaul = certificate.items[0].result
            #expect(overhaul.outcome == .passed)
            #expect(overhaul.inFavour == Samples.weight(300_00, 3), "one of them silent, with the majority")
            #expect(overhaul.silent == Samples.weight(100_00, 1))
            #expect(overhaul.returnedInvalid == Samples.weight(99_99, 1))
            let rules = certificate.items[1].result
            #expect(rules.outcome == .rejected)
            #expect(rules.abstained == Samples.weight(100_00, 1), "no side has more of both, so the silent abstain")
            #expect(rules.silent == Samples.weight(100_00, 1), "whose ballot nobody can show is not silent")
        }
    }

    @Test func `a voting that ends at 24:00 ends on that day, for papers, authorities and silence`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openAssembly(proxyLimit: 2, silent: .inFavour, at: ballots)
            let next = try await community.endAtMidnight(at: ballots)
            let last = next.advanced(by: -1)
            try await ballots.receive(DayStarted(day: next), of: community.id)

            let late = try await community.handIn(
                TestCommunity.paper("1-1-101", signedOn: "\(last)")
                    + TestCommunity.paper("2-1-101", signedOn: "\(next)"), at: ballots)
            #expect(try late.places == ["3 signed_on"])
            let authority = try await community.appoint(
                Owner.ding, for: "1-1-101", writtenOn: "\(next)", at: ballots)
            #expect(try authority.fields == ["writtenOn"])
            let deliveries = [("1-1-201", last), ("2-1-101", next)].map { unit, day in
                TestCommunity.delivery(unit).replacing("2023-07-01", with: "\(day)")
            }
            #expect(try await community.deliver(deliveries.joined(), at: ballots).status == 200)
            let inTime = TestCommunity.paper("1-1-101", signedOn: "\(last)")
            #expect(try await community.handIn(inTime, at: ballots).status == 200)
            #expect(try await community.close(at: ballots).status == 200)

            let certificate = try await Self.certificate(of: community, at: ballots)
            let silent = certificate.items[0].result.silent
            #expect(silent == Samples.weight(100_00, 1), "whose ballot came on the last day")
        }
    }

    /// Three papers of an election come back, of two that were handed out for `units` and of none for the others in the register.
    private static func threeOfTwo(_ units: [String], at ballots: TestBallots) async throws -> (String, Certificate) {
        let community = try TestCommunity.small(name())
        try await community.openElection(by: try Samples.rules([.excessPapers: "voidIfComplete"]), at: ballots)
        let electronic = units.map { "\($0),0,electronic,2023-07-01,\(TestCommunity.scan("1a")),yes,c-1\n" }
        let register = TestCommunity.delivery("1-1-101") + electronic.joined()
        #expect(try await community.deliver(register, at: ballots).status == 200)
        let papers = try await community.handInAll(
            TestCommunity.paper("1-1-101", choice: "a", item: "seats")
                + TestCommunity.paper("1-1-201", choice: "a", item: "seats")
                + TestCommunity.paper("2-1-101", choice: "a", item: "seats"), at: ballots)
        #expect(papers.status == 200, "\(papers.text)")
        #expect(try await community.close(at: ballots).status == 200)
        return (papers.text, try await certificate(of: community, at: ballots))
    }

    @Test func `a partial register voids no election where the rules ask for a complete one`() async throws {
        try await TestBallots.run { ballots in
            let others = ["1-1-102", "1-1-201", "2-1-101", "2-1-201", "2-1-202"]
            let (told, certificate) = try await Self.threeOfTwo(others, at: ballots)
            #expect(!told.contains("exceeded"))
            #expect(certificate.items[0].result.outcome == .rejected, "one of two seats")
            #expect(certificate.items[0].result.election?.elected.map(\.description) == ["a"])
            #expect(certificate.rules?.excessPapers == .voidIfComplete)
            #expect(certificate.rules?.followedMajority == .areaAndHeads, "which the pack does not say")

            let (warned, complete) = try await Self.threeOfTwo(others + ["2-1-203"], at: ballots)
            #expect(warned.contains(#""exceeded":[{"issued":2,"item":"seats","returned":3}]"#), "\(warned)")
            #expect(complete.items[0].result.outcome == .void)
        }
    }

    @Test func `an election of which more papers come back than were handed out is void`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openElection(at: ballots)
            #expect(try await community.deliver(TestCommunity.delivery("1-1-101"), at: ballots).status == 200)
            let papers = try await community.handInAll(
                TestCommunity.paper("1-1-101", choice: "a+b+c", item: "seats")
                    + TestCommunity.paper("1-1-201", choice: "c+a", item: "seats")
                    + TestCommunity.paper("2-1-101", choice: "a", item: "seats"), at: ballots)
            #expect(papers.status == 200, "\(papers.text)")
            #expect(try await community.close(at: ballots).status == 200)

            let certificate = try await Self.certificate(of: community, at: ballots)

            let seats = certificate.items[0].result
            #expect(seats.outcome == .void)
            #expect(seats.election?.elected.isEmpty == true)
            #expect(seats.returnedInvalid == Samples.weight(100_00, 1))
        }
    }
}
