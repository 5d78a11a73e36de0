import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct ReceiptTests {
    private typealias Owner = TestCommunity.Owner

    private static func openAssembly(at ballots: TestBallots) async throws -> TestCommunity {
        let community = try TestCommunity.small("r\(UUID().uuidString.prefix(8).lowercased())")
        try await community.openAssembly(at: ballots)
        return community
    }

    @Test func `whoever has a receipt sees that the vote is there, and not how it was cast`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.openAssembly(at: ballots)
            let receipt = try await community.vote("1-1-101", by: Owner.anna, at: ballots).decode(Receipt.self)
            let path = "\(community.path)/2023-lifts/receipts"

            let found = try await ballots.get("\(path)/\(receipt.receipt)", of: community.id)

            #expect(
                found.text
                    == #"{"acceptedAt":"\#(receipt.acceptedAt)","channel":"electronic","item":"overhaul","receipt":"\#(receipt.receipt)"}"#
            )
            let unknown = try await ballots.get("\(path)/\(UUID().uuidString.lowercased())", of: community.id)
            #expect(try unknown.status == 404 && unknown.slug == "unknown-receipt")
            #expect(try await ballots.get("\(path)/x", of: community.id).status == 404)
        }
    }

    @Test func `a receipt is known in its own assembly only`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.openAssembly(at: ballots)
            let receipt = try await community.vote("1-1-101", by: Owner.anna, at: ballots).decode(Receipt.self)
            _ = try await community.convene("2024-other", at: ballots)
            let other = try await ballots.get(
                "\(community.path)/2024-other/receipts/\(receipt.receipt)", of: community.id)
            #expect(other.status == 404)
        }
    }

    @Test func `each owner of a unit sees how it was counted, from the close on`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.openAssembly(at: ballots)
            #expect(try await community.vote("1-1-201", by: Owner.bao, "against", at: ballots).status == 201)
            let late = try await community.handIn(TestCommunity.paper("1-1-201", scan: "0b"), at: ballots)
            #expect(late.status == 200)
            let path = "\(community.path)/2023-lifts/units/1-1-201"
            func ask(_ owner: OwnerID, _ path: String) async throws -> TestBallots.Reply {
                try await ballots.get(path, as: [.owner], of: community.id, subject: owner.description)
            }
            #expect(try await ask(Owner.chen, path).slug == "not-closed")
            #expect(try await community.close(at: ballots).status == 200)

            let counted = try await ask(Owner.chen, path).decode(CountedText.self)

            #expect(counted.area == "100.00" && counted.counts)
            #expect(counted.ballots.map { "\($0.item) \($0.choice) \($0.channel)" } == ["overhaul against electronic"])
            #expect(counted.papers.map { "\($0.item) \($0.choice) \($0.counted)" } == ["overhaul for false"])
            #expect(try await ask(Owner.anna, path).slug == "not-your-unit")
            #expect(try await ask(Owner.anna, "\(community.path)/2023-lifts/units/9-9-999").slug == "not-your-unit")
            #expect(try await ballots.get(path, as: [.committee], of: community.id).status == 403)
        }
    }

    private struct CountedText: Decodable {
        let area: String
        let counts: Bool
        let ballots: [Ballot]
        let papers: [Paper]

        struct Ballot: Decodable {
            let item: String
            let choice: String
            let channel: String
        }

        struct Paper: Decodable {
            let item: String
            let choice: String
            let counted: Bool
        }
    }
}
