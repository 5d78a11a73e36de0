import Foundation
import LocalDistrict
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Where ballots stand in a bundle.
@Suite(.database) struct BallotOrderTests {
    private struct Line: Decodable {
        let kind: String
        let item: String?
        let head: String?
    }

    /// Twenty heads, and all vote on both items.
    private static func closedAssembly(at ballots: TestBallots) async throws -> TestCommunity {
        let community = try TestCommunity.large(20, TestCommunity.newName())
        try await community.openAssembly(at: ballots)
        let lines = ["overhaul", "rules"].flatMap { item in
            community.units.indices.map { TestCommunity.paper("1-1-\($0 + 1)", item: item) }
        }
        let answer = try await community.handIn(lines.joined(), at: ballots)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try await community.close(at: ballots).status == 200)
        return community
    }

    private static func heads(in bundle: String, of item: String) throws -> [String] {
        try bundle.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
            .filter { $0.kind == "ballot" && $0.item == item }.compactMap(\.head)
    }

    @Test func `nobody has the same place on every item`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            let (_, bundle) = try await community.recounted(at: ballots)

            let (first, second) = (
                try Self.heads(in: bundle, of: "overhaul"), try Self.heads(in: bundle, of: "rules")
            )
            #expect(first.count == 20 && Set(first) == Set(second))
            #expect(first != second)
            #expect(first != first.sorted() && second != second.sorted())
        }
    }

    @Test func `a bundle that was certified before certificates showed their rules is still the one that was signed`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            try await ballots.service.certify.certify(
                try AssemblyID(parsing: "2023-lifts"), of: community.id, version: 3)

            let (certificate, bundle) = try await community.recounted(at: ballots)
            let published = try await ballots.get("\(community.assembly)/public-bundle", of: community.id)

            #expect(certificate.version == 3 && certificate.rules == nil)
            #expect(!bundle.split(separator: "\n").suffix(1).joined().contains(#""rules":"#))
            #expect(published.status == 200)
        }
    }

    @Test func `a certificate shows the rules that it was counted by`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            let (certificate, bundle) = try await community.recounted(at: ballots)
            #expect(certificate.version == 5)
            let rules =
                #""rules":{"buildingSeats":"ownOnly","duplicates":"firstCounts","excessPapers":"void","#
                + #""followedMajority":"areaAndHeads","proxyLimit":"0","silentBallots":"off","voteChange":"no"}"#
            #expect(bundle.contains(rules))
        }
    }

    @Test
    func `a bundle that was certified with ballots by head is still the one that was signed, and has no public copy`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            try await ballots.service.certify.certify(
                try AssemblyID(parsing: "2023-lifts"), of: community.id, version: 2)

            let (certificate, bundle) = try await community.recounted(at: ballots)
            let published = try await ballots.get("\(community.assembly)/public-bundle", of: community.id)

            #expect(certificate.version == 2)
            let heads = try Self.heads(in: bundle, of: "overhaul")
            #expect(heads.count == 20 && heads == heads.sorted())
            #expect(published.status == 404)
            #expect(try published.slug == "no-bundle")
        }
    }
}
