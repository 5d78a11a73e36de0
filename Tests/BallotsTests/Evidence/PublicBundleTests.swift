import Foundation
import LocalDistrict
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// What everybody may see of a closed assembly, read by `deploy/verify/public.py`.
@Suite(.database) struct PublicBundleTests {
    private typealias Owner = TestCommunity.Owner

    /// Ten heads of 100 m² who do not all vote alike, and so many others, whose areas all differ, that they hide in each other.
    ///
    /// `choice` is how each of them votes, the ten first.
    private static func closedAssembly(
        others: Int = 24, at ballots: TestBallots,
        _ choice: @Sendable (Int) -> String = { $0 % 2 == 0 ? "against" : "for" }
    ) async throws -> TestCommunity {
        var units = try (1...10).map {
            try TestCommunity.unit("3-1-\($0)", 100_00, [$0 == 1 ? Owner.anna : OwnerID(UUID())])
        }
        units += try (0..<others).map {
            try TestCommunity.unit("3-1-\($0 + 11)", 55_55 + Int64($0) * 37, [OwnerID(UUID())])
        }
        let community = try TestCommunity(TestCommunity.newName(), units: units)
        try await community.openAssembly(by: try rules(), at: ballots)
        for (index, unit) in units.enumerated() {
            let answer = try await community.vote(
                unit.unit.description, by: unit.voter, choice(index), at: ballots)
            #expect(answer.status == 201)
        }
        #expect(try await community.close(at: ballots).status == 200)
        try await ballots.service.certify()
        return community
    }

    /// Rows are shown of five and more.
    private static func rules() throws -> RulePack { try Samples.rules([.anonymityLeast: "5"]) }

    @Test func `everybody can follow the public copy to the same certificate, and sees no ballot that tells its owner`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            let path = "\(community.path)/2023-lifts"

            let full = try await ballots.get("\(path)/bundle", as: [.auditor], of: community.id)
            let published = try await ballots.get("\(path)/public-bundle", of: community.id)

            #expect(published.text.split(separator: "\n").last == full.text.split(separator: "\n").last)
            let check = try await Checked.run(published.body)
            #expect(check.status == .exited(0), "\(check.complaint)")
            #expect(published.text.components(separatedBy: #""shown":{"area":"100.00""#).count - 1 == 10)
            for unit in community.units {
                #expect(!published.text.contains(#""\#(unit.unit)""#))
                #expect(!published.text.contains(unit.voter.description))
            }
            for area in ["55.55", "55.92"] { #expect(!published.text.contains(#""area":"\#(area)""#)) }
        }
    }

    @Test func `no row is shown where the result would give away the one ballot that is not`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(others: 1, at: ballots)
            let published = try await ballots.get("\(community.path)/2023-lifts/public-bundle", of: community.id)
            #expect(published.status == 200)
            #expect(!published.text.contains(#""shown""#))
        }
    }

    @Test func `an owner finds their own ballot in the public copy, and nobody finds another`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            let path = "\(community.path)/2023-lifts"
            let published = try await ballots.get("\(path)/public-bundle", of: community.id)
            let own = try await ballots.get(
                "\(path)/units/3-1-1", as: [.owner], of: community.id, subject: Owner.anna.description
            ).decode(Counted.self).ballots[0]

            let found = try await Checked.run(published.body, own.record, own.blind)
            let other = own.record.replacing(#""choice":"against""#, with: #""choice":"for""#)
            let notFound = try await Checked.run(published.body, other, own.blind)

            #expect(found.status == .exited(0), "\(found.complaint)")
            #expect(other != own.record)
            #expect(notFound.status == .exited(1))
            #expect(notFound.complaint.contains("the ballot is not among its records"))
        }
    }

    @Test func `one changed line of the public copy is named`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            let text = try await ballots.get("\(community.path)/2023-lifts/public-bundle", of: community.id).text
            var lines = text.split(separator: "\n").map(String.init)
            let place = try #require(lines.firstIndex { $0.contains(#""kind":"ballot""#) })
            lines.swapAt(place, place + 1)

            let check = try await Checked.run(Array((lines.joined(separator: "\n") + "\n").utf8))

            #expect(check.status == .exited(1))
            #expect(check.complaint.hasPrefix("line \(place + 1): ballot: its chain"), "\(check.complaint)")
        }
    }

    @Test func `the classes of areas are told in numbers`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)

            let answer = try await ballots.get("\(community.path)/2023-lifts/anonymity", of: community.id)

            let first = try answer.decode(Classes.self).items[0]
            #expect(first.ballots == 34)
            #expect(first.classes == 25)
            #expect(first.smallest == 1)
            #expect(first.unique == 24)
            #expect(first.shown == 10)
            let again = try await ballots.get("\(community.path)/2023-lifts/anonymity", of: community.id)
            #expect(again.text == answer.text)
        }
    }

    @Test func `the numbers of the classes do not tell whether a class chose alike`() async throws {
        try await TestBallots.run { ballots in
            @Sendable func classes(_ choice: @Sendable (Int) -> String) async throws -> String {
                let community = try await Self.closedAssembly(at: ballots, choice)
                return try await ballots.get("\(community.path)/2023-lifts/anonymity", of: community.id).text
            }
            // Of neither are rows shown: whoever is in the class would know how the others voted.
            let alike = try await classes { $0 < 10 || $0 % 2 == 0 ? "for" : "against" }
            let allButOne = try await classes { $0 == 9 || $0 >= 10 && $0 % 2 != 0 ? "against" : "for" }

            #expect(alike.contains(#""shown":0"#) && alike == allButOne, "\(alike) \(allButOne)")
        }
    }

    private struct Counted: Decodable {
        let ballots: [Ballot]

        struct Ballot: Decodable {
            let record: String
            let blind: String
        }
    }

    private struct Classes: Decodable {
        let items: [Item]

        struct Item: Decodable {
            let ballots: Int
            let classes: Int
            let smallest: Int
            let unique: Int
            let shown: Int
        }
    }
}

/// What `deploy/verify/public.py` says.
private struct Checked {
    let status: ChildProcess.ExitStatus
    let complaint: String

    static func run(_ bundle: [UInt8], _ record: String? = nil, _ blind: String? = nil) async throws -> Checked {
        let folder = FileManager.default.temporaryDirectory.appending(path: "public-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bundle).write(to: folder.appending(path: "bundle.jsonl"))
        var arguments = ["-c", #"exec python3 "$0" bundle.jsonl "$@" >out 2>err"#]
        arguments.append(SourceRoot.path + "/deploy/verify/public.py")
        if let record, let blind { arguments += ["--record", record, "--blind", blind] }
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", arguments,
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
                directory: folder.path))
        let status = try await child.exited()
        let checked = Checked(
            status: status,
            complaint: try String(contentsOf: folder.appending(path: "err"), encoding: .utf8))
        try FileManager.default.removeItem(at: folder)
        return checked
    }
}
