import Foundation
import HTTPTypes
import LocalDistrict
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Closed assemblies as strangers see them.
///
/// The bundle is read by `deploy/verify/recount.py`, which was written from docs/bundle.md and shares no code with the
/// service.
@Suite(.database) struct BundleTests {
    private typealias Owner = TestCommunity.Owner

    private static func name() -> String { "b\(UUID().uuidString.prefix(8).lowercased())" }

    /// Votes of both channels, papers that came too late, and an item that nobody cared for.
    private static func closedAssembly(at ballots: TestBallots) async throws -> TestCommunity {
        let community = try TestCommunity.small(name())
        try await community.openAssembly(at: ballots)
        #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).status == 201)
        #expect(try await community.vote("2-1-101", by: Owner.ding, "against", at: ballots).status == 201)
        let papers = [
            TestCommunity.paper("1-1-102", "against", scan: "0b"), TestCommunity.paper("1-1-201", scan: "0c"),
            TestCommunity.paper("1-1-201", scan: "0d"), TestCommunity.paper("2-1-202", "abstain", scan: "0e"),
        ]
        let report = try await community.handIn(papers.joined(), at: ballots).decode(ImportPapers.Report.self)
        #expect(report.counted == 2 && report.duplicates.count == 2)
        #expect(try await community.close(at: ballots).status == 200)
        return community
    }

    @Test func `a stranger counts the bundle and arrives at the certificate, byte for byte`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            try await ballots.service.certify()

            let published = try await ballots.get("\(community.path)/2023-lifts/certificate", of: community.id)
            let bundle = try await ballots.get(
                "\(community.path)/2023-lifts/bundle", as: [.auditor], of: community.id)
            let recount = try await Recount.run(bundle.body)

            #expect(bundle.headers[.contentType] == "application/jsonl")
            #expect(recount.status == .exited(0), "\(recount.complaint)")
            #expect(published.text.hasPrefix(#"{"certificate":\#(recount.certificate.dropLast()),"key":"#))
            let certificate = try CanonicalJSON.decode(Certificate.self, from: Array(recount.certificate.utf8))
            #expect(certificate.units == 8 && certificate.ballots == 4 && certificate.papers == 4)
            #expect(certificate.items.map(\.result.outcome) == [.rejected, .notQuorate])
            #expect(certificate.items[0].result.inFavour == Weight(area: Area(hundredths: 200_00), heads: 2))
        }
    }

    @Test func `ballots in more pages than one are all in the bundle, once`() async throws {
        let heads = BundleStore.page + 10
        try await TestBallots.run { ballots in
            let community = try TestCommunity.large(heads, Self.name())
            try await community.openAssembly(at: ballots)
            let lines = community.units.indices.map { TestCommunity.paper("1-1-\($0 + 1)") }
            #expect(try await community.handIn(lines.joined(), at: ballots).status == 200)
            #expect(try await community.close(at: ballots).status == 200)
            try await ballots.service.certify()

            let bundle = try await ballots.get("\(community.path)/2023-lifts/bundle", as: [.auditor], of: community.id)
            let recount = try await Recount.run(bundle.body)

            #expect(recount.status == .exited(0), "\(recount.complaint)")
            let certificate = try CanonicalJSON.decode(Certificate.self, from: Array(recount.certificate.utf8))
            #expect(certificate.ballots == heads && certificate.papers == heads)
            #expect(certificate.items[0].result.outcome == .passed)
        }
    }

    @Test func `a bundle of which one record is changed names that record`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            try await ballots.service.certify()
            let text = try await ballots.get(
                "\(community.path)/2023-lifts/bundle", as: [.auditor], of: community.id
            ).text
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let place = try #require(lines.firstIndex { $0.contains(#""channel":"electronic""#) })
            lines[place].replace(#""choice":"against""#, with: #""choice":"for""#)
            lines[place].replace(#""choice":"abstain""#, with: #""choice":"for""#)
            let changed = lines.joined(separator: "\n")
            try #require(changed != text || lines[place].contains(#""choice":"for""#))
            if changed == text { lines[place].replace(#""choice":"for""#, with: #""choice":"against""#) }

            let recount = try await Recount.run(Array(lines.joined(separator: "\n").utf8))

            #expect(recount.status == .exited(1))
            #expect(recount.complaint.hasPrefix("line \(place + 1): ballot"), "\(recount.complaint)")
        }
    }

    @Test func `rows that were changed behind the service's back give no bundle that ends with the certificate`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            try await ballots.service.certify()
            try await ballots.pool.withConnection { connection in
                _ = try await connection.query("ALTER TABLE vote DISABLE TRIGGER vote_only_grows")
                _ = try await connection.query("UPDATE vote SET choice = 'for' WHERE choice = 'against'")
            }

            await #expect(throws: (any Error).self) {
                _ = try await ballots.get("\(community.path)/2023-lifts/bundle", as: [.auditor], of: community.id)
            }
        }
    }

    @Test func `there is nothing to see before the close, and until the certificate is made`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openAssembly(at: ballots)
            let path = "\(community.path)/2023-lifts"
            let early = try await ballots.get("\(path)/bundle", as: [.auditor], of: community.id)
            #expect(try early.status == 409 && early.slug == "not-closed")
            #expect(try await community.close(at: ballots).status == 200)
            let soon = try await ballots.get("\(path)/certificate", of: community.id)
            #expect(try soon.status == 409 && soon.slug == "not-certified")
            let unknown = try await ballots.get("\(community.path)/other/certificate", of: community.id)
            #expect(unknown.status == 404)
        }
    }

    @Test(arguments: [Role.owner, .committee, .property, .collector, .contractor, .street])
    func `how each owner chose is not for everybody`(role: Role) async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            try await ballots.service.certify()
            let answer = try await ballots.get("\(community.path)/2023-lifts/bundle", as: [role], of: community.id)
            #expect(answer.status == 403)
        }
    }

    @Test func `a certificate is made once, and its key stays on the list`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            try await ballots.service.certify()
            let path = "\(community.path)/2023-lifts/certificate"
            let first = try await ballots.get(path, of: community.id)
            try await ballots.service.certify()
            #expect(try await ballots.get(path, of: community.id).body == first.body)

            let earlier = PublishedKey(point: Array(repeating: 7, count: 32))
            try await ballots.pool.withConnection { connection in
                _ = try await connection.query("ALTER TABLE certificate DISABLE TRIGGER certificate_only_grows")
                _ = try await connection.query("UPDATE certificate SET key = \(try CanonicalJSON.encode(earlier))")
            }
            let keys = try await ballots.get("/v1/certificate-keys", of: community.id).decode(Keys.self).keys
            #expect(keys.count == 2 && keys.last == earlier)
        }
    }

    private struct Keys: Decodable {
        let keys: [PublishedKey]
    }

    @Test func `the key file is made once and read afterwards, and a broken one is refused by name`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID()).key").path
        defer { unlink(file) }
        let made = try CertificateKey(file: file)
        let read = try CertificateKey(file: file)
        #expect(made.published == read.published)
        #expect(try made.sign([1]) == read.sign([1]))
        #expect(try made.sign([1]) != read.sign([2]))

        try Data("short\n".utf8).write(to: URL(filePath: file))
        let error = #expect(throws: ConfigurationError.self) { try CertificateKey(file: file) }
        #expect(error?.key == "certificate.key.file")
    }
}
