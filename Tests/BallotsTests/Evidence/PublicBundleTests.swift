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

    /// Ten heads of 100 m² who do not all vote alike, and two others.
    private static func closedAssembly(at ballots: TestBallots) async throws -> TestCommunity {
        var community = try TestCommunity.small("p\(UUID().uuidString.prefix(8).lowercased())")
        community.units += try (1...7).map { try TestCommunity.unit("3-1-\($0)", 100_00, [OwnerID(UUID())]) }
        community.units.append(try TestCommunity.unit("3-1-8", 55_55, [OwnerID(UUID())]))
        try await community.arrive(at: ballots)
        let pack = try rules()
        try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
        #expect(try await community.convene(at: ballots).status == 201)
        #expect(try await community.open(at: ballots).status == 200)
        for (index, unit) in community.units.filter({ $0.use != .parking }).enumerated() {
            let answer = try await community.vote(
                unit.unit.description, by: unit.voter, index % 4 == 0 ? "against" : "for", at: ballots)
            #expect(answer.status == 201 || answer.status == 409)
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
            for area in ["55.55", "99.99"] { #expect(!published.text.contains(#""area":"\#(area)""#)) }
        }
    }

    @Test func `an owner finds their own ballot in the public copy, and nobody finds another`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)
            let path = "\(community.path)/2023-lifts"
            let published = try await ballots.get("\(path)/public-bundle", of: community.id)
            let own = try await ballots.get(
                "\(path)/units/1-1-101", as: [.owner], of: community.id, subject: Owner.anna.description
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
            #expect(check.complaint.hasPrefix("line \(place + 1): its chain"), "\(check.complaint)")
        }
    }

    @Test func `the classes of areas are told in numbers`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.closedAssembly(at: ballots)

            let answer = try await ballots.get("\(community.path)/2023-lifts/anonymity", of: community.id)

            let first = try answer.decode(Classes.self).items[0]
            #expect(first.ballots == 12)
            #expect(first.classes == 3)
            #expect(first.smallest == 1)
            #expect(first.unique == 2)
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
        }
    }
}

/// Which classes of ballots may be shown.
@Suite struct AnonymityTests {
    private static func oneClass(_ ballots: Int64, _ choices: Int64) -> Anonymity.AreaClass {
        Anonymity.AreaClass(item: 1, area: Area(hundredths: 88_50), ballots: ballots, choices: choices)
    }

    @Test(arguments: [
        (5, 5, 2, true), (5, 4, 2, false), (5, 9, 1, false), (1, 2, 2, true), (0, 2, 2, true), (0, 1, 1, false),
    ])
    func `a class is shown when it is large enough and does not all say the same`(
        _ least: Int64, _ ballots: Int64, _ choices: Int64, _ isShown: Bool
    ) {
        let anonymity = Anonymity(least: least, classes: [Self.oneClass(ballots, choices)])
        #expect(anonymity.shown == (isShown ? [1: [Area(hundredths: 88_50)]] : [:]))
    }

    @Test func `rules without a number show nothing`() {
        #expect(Anonymity(least: nil, classes: [Self.oneClass(1_000, 3)]).shown.isEmpty)
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
