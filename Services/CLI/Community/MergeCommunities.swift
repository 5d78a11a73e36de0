import ArgumentParser
import Model

struct MergeCommunities: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Make communities parts of the management area --community, on a day.",
        discussion: """
            Units, owners and lifts move to the area; the rolls of the parts end on that day, and their votes, books and \
            notices stay where they are.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The communities that become parts of it.")
    var parts: [CommunityID]

    @Option(help: "The day from which they are one.")
    var on: Day

    @Option(help: "The decision that it rests on.")
    var basis: String

    @Option(
        name: .customLong("rename"), parsing: .singleValue,
        help: "What a building is called in the area, such as old-compound:1=11; can be given again.")
    var renamed: [RenamedBuilding] = []

    @Option(
        name: .customLong("prefix"), parsing: .singleValue,
        help: "What to put before a community's owner_refs, such as old-compound:B; can be given again.")
    var prefixes: [OwnerPrefix] = []

    func validate() throws {
        let named = renamed.map(\.community) + prefixes.map(\.community)
        for community in named where !parts.contains(community) {
            throw ValidationError("\(community) is none of the communities that are merged.")
        }
    }

    private struct Body: Encodable {
        let from: [Part]
        let on: Day
        let basis: String

        struct Part: Encodable {
            let community: CommunityID
            let buildings: [Name]
            let ownerPrefix: String?
        }

        struct Name: Encodable {
            let before: BuildingCode
            let after: BuildingCode
        }
    }

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/mergers")
            .flag("dryRun", rehearsal.isOn)
        let from = parts.map { part in
            Body.Part(
                community: part,
                buildings: renamed.filter { $0.community == part }.map {
                    Body.Name(before: $0.before, after: $0.after)
                },
                ownerPrefix: prefixes.last { $0.community == part }?.prefix)
        }
        let answer = try await options.client().post(.registry, path, Body(from: from, on: on, basis: basis))
        try options.output.render(answer, Self.text)
    }

    static func text(_ json: JSONValue) -> String {
        var lines = json["parts"].items.map { part in
            let bodies = part["bodies"].items
            return "  \(part["community"].cell): \(English.counted(part["units"].cell, "unit")), "
                + "\(part["countedArea"].cell) m², "
                + "\(English.counted(part["heads"].cell, "head")), \(English.counted(part["lifts"].cell, "lift"))"
                + (bodies.isEmpty ? "" : "; ends \(bodies.map(\.cell).joined(separator: ", "))")
        }
        let verb =
            switch (json["dryRun"], json["changed"]) {
            case (_, .bool(false)): "was made of these before"
            case (.bool(true), _): "would be made of"
            default: "is made of"
            }
        lines.insert("\(json["area"].cell) \(verb), on \(json["on"].cell):", at: 0)
        lines.append(
            "The area: \(English.counted(json["units"].cell, "unit")), \(json["countedArea"].cell) m², "
                + "\(English.counted(json["heads"].cell, "head")); "
                + "\(json["inSeveral"].cell) owned in several and count once")
        return lines.joined(separator: "\n")
    }
}

/// `community:before=after`.
struct RenamedBuilding: ExpressibleByArgument {
    let community: CommunityID
    let before: BuildingCode
    let after: BuildingCode

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let community = CommunityID(String(parts[0])) else { return nil }
        let names = parts[1].split(separator: "=", omittingEmptySubsequences: false)
        guard names.count == 2, let before = BuildingCode(String(names[0])), let after = BuildingCode(String(names[1]))
        else { return nil }
        self.community = community
        self.before = before
        self.after = after
    }
}

/// `community:prefix`.
struct OwnerPrefix: ExpressibleByArgument {
    let community: CommunityID
    let prefix: String

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let community = CommunityID(String(parts[0])) else { return nil }
        self.community = community
        prefix = String(parts[1])
    }
}

struct ListParts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parts", abstract: "List the communities that have become parts of the community.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/mergers")
        let list = try await options.client().everyPage(.registry, path, of: "parts")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("PART", "community"), .text("ON", "on"), .number("UNITS", "units"), .number("AREA m²", "area"),
        .number("HEADS", "heads"), .text("BASIS", "basis"),
        .made("BUILDINGS") { part in
            part["buildings"].items.map { "\($0["before"].cell)=\($0["after"].cell)" }.joined(separator: " ")
        },
    ]
}
