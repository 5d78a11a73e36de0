import Model

/// The addresses of the site's pages.
///
/// Codes hold letters of any script, so they are percent-encoded.
enum SitePath {
    static let front = "/"

    static func community(_ community: CommunityID) -> String { "/c/\(encoded(community.description))" }

    static func building(_ community: CommunityID, _ building: BuildingCode) -> String {
        "\(self.community(community))/\(encoded(building.description))"
    }

    static func digest(_ community: CommunityID, _ building: BuildingCode, _ day: Day) -> String {
        "\(self.building(community, building))/digests/\(day)"
    }

    /// The list of a community's assemblies, which is the ballots service's.
    static func assemblies(of community: CommunityID) -> String { "/assemblies/\(encoded(community.description))" }

    /// The page of an assembly, which is the ballots service's.
    static func assembly(_ assembly: AssemblyID, of community: CommunityID) -> String {
        "\(assemblies(of: community))/\(encoded(assembly.description))"
    }

    /// Where that page has an item: its candidates by name, as long as they agree to it, and who got how many votes.
    static func item(_ item: ItemID, of assembly: AssemblyID, in community: CommunityID) -> String {
        "\(self.assembly(assembly, of: community))#item-\(encoded(item.description))"
    }

    /// The signed result of an assembly, as the ballots service gives it out.
    static func certificate(_ assembly: AssemblyID, of community: CommunityID) -> String {
        "/ballots/v1/communities/\(encoded(community.description))/assemblies/\(encoded(assembly.description))/certificate"
    }

    static func live(_ community: CommunityID, _ building: BuildingCode, in language: Language) -> String {
        "\(self.building(community, building))/live?lang=\(language.rawValue)"
    }

    /// Where the notices before these are; nil where these are fewer than a page holds, so that none are left.
    static func older(than notices: [Notice], _ path: String) -> String? {
        guard notices.count >= PageQuery.noticeCount, let last = notices.last, last.number > 1 else { return nil }
        return page(path, before: last.number) + "#notices"
    }

    /// A page with the notices before a number in place of the newest.
    static func page(_ path: String, before number: Int64?) -> String { number.map { "\(path)?before=\($0)" } ?? path }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
