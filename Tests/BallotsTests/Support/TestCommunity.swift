import EventLog
import Foundation
import Model
import Postgres
import ServiceSupport

@testable import Ballots

typealias TestBallots = ServiceHarness<BallotsService>

/// A community with a roll, as the registry would have published it.
struct TestCommunity: Sendable {
    let id: CommunityID
    var units: [UnitRecord]

    init(_ code: String = "runfeng", units: [UnitRecord]) throws {
        id = try CommunityID(parsing: code)
        self.units = units
    }

    /// Four heads with 399.99 m²: one of two units, one of two co-owners, one with a parking space, and a developer's
    /// remainder of three units.
    static func small(_ code: String = "runfeng") throws -> TestCommunity {
        try TestCommunity(
            code,
            units: [
                unit("1-1-101", 80_00, [Owner.anna]), unit("1-1-102", 20_00, [Owner.anna]),
                unit("1-1-201", 100_00, [Owner.bao, Owner.chen]), unit("2-1-101", 100_00, [Owner.ding]),
                unit("2-1-P1", 12_00, [Owner.ding], use: .parking),
                unit("2-1-201", 33_33, [Owner.developer], .developer),
                unit("2-1-202", 33_33, [Owner.developer], .developer),
                unit("2-1-203", 33_33, [Owner.developer], .developer),
            ])
    }

    /// So many heads with one unit of 100 m² each.
    static func large(_ heads: Int, _ code: String = "runfeng") throws -> TestCommunity {
        try TestCommunity(code, units: (1...heads).map { try unit("1-1-\($0)", 100_00, [OwnerID(UUID())]) })
    }

    enum Owner {
        static let anna = OwnerID(UUID())
        static let bao = OwnerID(UUID())
        static let chen = OwnerID(UUID())
        static let ding = OwnerID(UUID())
        static let developer = OwnerID(UUID())
    }

    static func unit(
        _ code: String, _ area: Int64, _ owners: [OwnerID], _ kind: UnitRecord.OwnerKind = .person,
        use: UnitRecord.Use = .dwelling
    ) throws -> UnitRecord {
        UnitRecord(
            unit: try UnitCode(parsing: code), floor: "1", area: Area(hundredths: area), use: use, ownerKind: kind,
            owners: owners, voter: owners[0])
    }

    // MARK: - What the registry publishes

    func register(with ballots: TestBallots, parkingCounts: Bool = false) async throws {
        try await ballots.receive(
            CommunityRegistered(
                name: "润丰", jurisdiction: "national", fundStatus: .none, parkingCounts: parkingCounts), of: id)
    }

    func adoptRules(with ballots: TestBallots) async throws {
        let pack = try Samples.rules()
        try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: id)
    }

    func recordUnits(with ballots: TestBallots) async throws {
        for start in stride(from: 0, to: units.count, by: 200) {
            let chunk = UnitsRecorded(units: Array(units[start..<min(start + 200, units.count)]))
            try await ballots.receive(chunk, of: id)
        }
    }

    func recordRoll(with ballots: TestBallots) async throws {
        try await ballots.receive(try rollRecorded, of: id)
    }

    var rollRecorded: RollRecorded {
        get throws {
            let counted = units.filter { $0.use != .parking }
            let sorted = units.sorted { $0.unit < $1.unit }
            return RollRecorded(
                units: Int64(units.count), countedArea: try Area.sum(counted.map(\.area)),
                heads: Int64(Set(counted.map(\.head)).count), hash: Digest256(of: try CanonicalJSON.encode(sorted)))
        }
    }

    /// All of it.
    func arrive(at ballots: TestBallots) async throws {
        try await register(with: ballots)
        try await adoptRules(with: ballots)
        try await recordUnits(with: ballots)
        try await recordRoll(with: ballots)
    }

    // MARK: - What people do

    var path: String { "/v1/communities/\(id)/assemblies" }

    func convene(
        _ code: String = "2023-lifts", item: String = "overhaul", at ballots: TestBallots,
        closesIn: Duration = .seconds(3_600), mandate: Mandate? = nil, terms: String = #""noticeOn": "2020-01-01""#
    ) async throws -> TestBallots.Reply {
        let seconds = closesIn.components.seconds * 1_000_000 + closesIn.components.attoseconds / 1_000_000_000_000
        let closesAt = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) + seconds)
        let mandate = try mandate ?? Samples.collect()
        let text = String(decoding: try CanonicalJSON.encode(mandate), as: UTF8.self)
        return try await ballots.post(
            path,
            """
            {"code": "\(code)", "title": "2023 年电梯大修", "closesAt": "\(closesAt)", \(terms), "items": [
                {"code": "\(item)", "title": "筹款大修", "kind": "raiseFund", "mandate": \(text)},
                {"code": "rules", "title": "修改议事规则", "kind": "rulesOfProcedure"}
            ]}
            """, as: [.committee], of: id)
    }

    func open(_ code: String = "2023-lifts", at ballots: TestBallots) async throws -> TestBallots.Reply {
        try await ballots.post("\(path)/\(code)/open", "", as: [.committee], of: id)
    }

    /// Convened and opened on the whole roll.
    func openAssembly(at ballots: TestBallots, closesIn: Duration = .seconds(3_600)) async throws {
        try await arrive(at: ballots)
        _ = try await convene(at: ballots, closesIn: closesIn)
        _ = try await open(at: ballots)
    }

    /// Convened and opened on the whole roll, by rules of one's own.
    func openAssembly(
        by pack: RulePack, closesIn: Duration = .seconds(3_600), terms: String = "", at ballots: TestBallots
    ) async throws {
        try await register(with: ballots)
        try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: id)
        try await recordUnits(with: ballots)
        try await recordRoll(with: ballots)
        _ = try await convene(at: ballots, closesIn: closesIn, terms: #""noticeOn": "2020-01-01""# + terms)
        _ = try await open(at: ballots)
    }

    func close(_ code: String = "2023-lifts", at ballots: TestBallots) async throws -> TestBallots.Reply {
        try await ballots.post("\(path)/\(code)/close", "", as: [.committee], of: id)
    }

    func show(at ballots: TestBallots) async throws -> AssemblyText {
        try await ballots.get("\(path)/2023-lifts", of: id).decode(AssemblyText.self)
    }

    func vote(
        _ unit: String, by owner: OwnerID, _ choice: String = "for", item: String = "overhaul", key: String? = nil,
        at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(path)/2023-lifts/votes", #"{"item": "\#(item)", "unit": "\#(unit)", "choice": "\#(choice)"}"#,
            as: [.owner], of: id, subject: owner.description, key: key)
    }

    func handIn(_ lines: String, dryRun: Bool = false, at ballots: TestBallots) async throws -> TestBallots.Reply {
        try await enter(
            "item,unit,choice,signed_on,collector,witness,evidence_sha256\n" + lines, dryRun: dryRun, at: ballots)
    }

    /// What two scrutineers do with a file of papers; of the first only a refusal is told.
    func enter(_ file: String, dryRun: Bool = false, at ballots: TestBallots) async throws -> TestBallots.Reply {
        let rehearsed = dryRun ? "?dryRun=true" : ""
        if !dryRun {
            let first = try await enter(file, as: "scrutineer-1", at: ballots)
            guard first.status == 200 else { return first }
        }
        return try await enter(file, as: "scrutineer-2", rehearsed, at: ballots)
    }

    /// What one of them does.
    func enter(
        _ file: String, as subject: String, _ query: String = "", at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await enter(file, as: Person(subject: subject), query, at: ballots)
    }

    func enter(
        _ file: String, as person: Person, _ query: String = "", at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(path)/2023-lifts/papers\(query)", file, as: [.scrutineer], of: id, person: person,
            mediaType: "text/csv")
    }

    static func paper(
        _ unit: String, _ choice: String = "for", item: String = "overhaul", scan: String = "0a",
        signedOn: String = "2023-07-09"
    ) -> String {
        "\(item),\(unit),\(choice),\(signedOn),collector-1,witness-1,\(String(repeating: scan, count: 32))\n"
    }
}

extension TestBallots.Reply {
    /// Line and column of every refused place of a file: `3 unit`.
    var places: [String] {
        get throws { zip(try lines, try fields).map { "\($0) \($1)" } }
    }
}

/// An assembly as the interface shows it, decoded apart from the code that writes it.
struct AssemblyText: Decodable {
    let state: String
    let electorate: Weight?
    let rollHash: Digest256?
    let rulesHash: Digest256?
    let closesAt: Timestamp
    let closedAt: Timestamp?
    let items: [Item]

    struct Item: Decodable {
        let code: String
        let participation: Weight?
        let result: Result?
    }

    struct Result: Decodable {
        let inFavour: Weight
        let against: Weight
        let abstained: Weight
        let outcome: String
    }
}
