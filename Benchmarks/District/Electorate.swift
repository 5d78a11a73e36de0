import FoundationEssentials
import LocalDistrict
import Model
import Yams

/// A community of many owners, each with a token, who vote in assemblies of many items.
///
/// Everything is made by the commands that people use.
struct Electorate: Sendable {
    static let community = "bench"
    let district: BenchDistrict
    let owners: Int
    let items: Int
    /// Lines of unit, tab and token.
    let votersFile: String
    /// The value of an `Authorization` field.
    let `operator`: String
    private let scrutineer: String

    /// Registers the community, its rules and its roll, and signs every owner in.
    init(in district: BenchDistrict, owners: Int, items: Int) async throws {
        self.district = district
        self.owners = owners
        self.items = items
        let registry = district.district.url(of: .registry)
        let communities = "\(registry)/v1/communities"
        let tokens = try TokenDesk(district)
        `operator` = try await tokens.token(#"{"subject":"bench","operator":true,"roles":[],"lifetimeSeconds":43200}"#)
        scrutineer = try await tokens.token(
            #"{"subject":"bench","community":"bench","roles":["committee","scrutineer"],"lifetimeSeconds":43200}"#)
        try await Calls.command(
            communities, authorization: `operator`,
            #"{"code":"bench","name":"测量小区","jurisdiction":"national","fundStatus":"none","parkingCounts":false}"#)
        try await Calls.command(
            "\(communities)/bench/rules", authorization: `operator`, try Self.rules())
        let units = Self.units(owners)
        try await Calls.command(
            "\(communities)/bench/roll", authorization: `operator`, Self.roll(units), mediaType: "text/csv")
        votersFile = "\(district.district.directory.path)/voters.tsv"
        let lines = try await tokens.tokens(of: (1...owners).map { "B\($0)" }).enumerated().map {
            "\(units[$0].code)\t\($1)"
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: votersFile))
    }

    /// The path that votes of an assembly are posted to.
    func votesPath(_ assembly: String) -> String { "/v1/communities/bench/assemblies/\(assembly)/votes" }

    /// Convenes an assembly and opens it; waits for the roll to have arrived.
    func open(_ assembly: String, at ballots: String) async throws {
        let agenda = (1...items).map { #"{"code":"\#($0)","title":"事项 \#($0)","kind":"other"}"# }
        try await open(assembly, agenda: agenda.joined(separator: ","), at: ballots)
    }

    /// As above.
    ///
    /// `agenda` holds the items as JSON, without the brackets.
    func open(_ assembly: String, agenda: String, at ballots: String) async throws {
        let path = "\(ballots)/v1/communities/bench/assemblies"
        // A month from now is within the rules' window; the owners of this story have been told long ago.
        let closesAt = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 30 * 86_400) * 1_000_000)
        let body =
            #"{"code":"\#(assembly)","title":"测量","closesAt":"\#(closesAt)","noticeOn":"2020-01-01","items":[\#(agenda)]}"#
        for (url, body) in [(path, body), ("\(path)/\(assembly)/open", "{}")] {
            let end = ContinuousClock.now + .seconds(60)
            while true {
                let answer = try await Calls.post(url, authorization: scrutineer, body)
                if (200..<300).contains(answer.status) { break }
                guard .now < end, [404, 409].contains(answer.status) else {
                    throw BenchFault("\(url): \(answer.status) \(answer.body)")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Closes an assembly in which everybody has voted.
    func close(_ assembly: String, at ballots: String) async throws {
        try await Calls.command(
            "\(ballots)/v1/communities/bench/assemblies/\(assembly)/close", authorization: scrutineer, "{}")
    }

    /// The certificate as it is published, when it has been made.
    func certificate(of assembly: String, at ballots: String) async throws -> String {
        let url = "\(ballots)/v1/communities/bench/assemblies/\(assembly)/certificate"
        let end = ContinuousClock.now + .seconds(120)
        while true {
            let answer = try await Calls.answer(to: url)
            if answer.status == 200 { return answer.body }
            guard .now < end, answer.status == 409 else { throw BenchFault("\(url): \(answer.status) \(answer.body)") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// - Returns: how many bytes the bundle has.
    func downloadBundle(of assembly: String, at ballots: String, to file: String) async throws -> Int {
        try await Calls.download(
            "\(ballots)/v1/communities/bench/assemblies/\(assembly)/bundle", authorization: scrutineer, to: file)
    }

    // MARK: - Files

    struct Unit {
        let building: Int
        let entrance: Int
        let floor: Int
        let number: Int
        var code: String { "\(building)-\(entrance)-\(number)" }
    }

    /// Two entrances of 25 floors with ten units each in a building.
    private static func units(_ count: Int) -> [Unit] {
        (0..<count).map { index in
            let floor = index / 10 % 25 + 1
            return Unit(
                building: index / 500 + 1, entrance: index / 250 % 2 + 1, floor: floor,
                number: floor * 100 + index % 10 + 1)
        }
    }

    private static func rules() throws -> String {
        let pack = try String(
            contentsOfFile: "\(BuildFolder.current().root)/deploy/rules/national.yaml", encoding: .utf8)
        return String(
            decoding: try JSONEncoder().encode(YAMLDecoder().decode(RulePack.self, from: pack)), as: UTF8.self)
    }

    private static func roll(_ units: [Unit]) -> String {
        var text = "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone\n"
        for (index, unit) in units.enumerated() {
            text +=
                "\(unit.building),\(unit.entrance),\(unit.floor),\(unit.number),\(50 + index % 100).\(10 + index % 90),"
                + "dwelling,B\(index + 1),业主 \(index + 1),person,\n"
        }
        return text
    }
}

/// The registry's issuer of development tokens.
struct TokenDesk {
    let url: String
    let authorization: String

    init(_ district: BenchDistrict) throws {
        url = "\(district.district.url(of: .registry))/v1/tokens"
        let key = try String(contentsOfFile: district.district.internalKeyFile, encoding: .utf8)
        authorization = "Internal \(key.split(separator: "\n").first ?? "")"
    }

    /// The value of an `Authorization` field.
    func token(_ wish: String) async throws -> String { "Bearer \(try await bare(wish))" }

    /// A token for each owner whom the roll calls so.
    func tokens(of owners: [String]) async throws -> [String] {
        var tokens = [String](repeating: "", count: owners.count)
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, owner) in owners.enumerated() {
                if index >= 32, let (place, token) = try await group.next() { tokens[place] = token }
                group.addTask {
                    let wish =
                        #"{"ownerRef":"\#(owner)","community":"bench","roles":["owner"],"lifetimeSeconds":43200}"#
                    return (index, try await bare(wish))
                }
            }
            for try await (place, token) in group { tokens[place] = token }
        }
        return tokens
    }

    private func bare(_ wish: String) async throws -> String {
        struct Issued: Decodable { let token: String }
        let text = try await Calls.command(url, authorization: authorization, wish)
        return try JSONDecoder().decode(Issued.self, from: Data(text.utf8)).token
    }
}
