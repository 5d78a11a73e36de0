import Model
import ServiceRuntime

/// The addresses of this service's pages; all lie below ``AccessCookie/path``, so that their readers are known.
enum BallotPath {
    enum Route {
        static let list = "/assemblies/{community}"
        static let assembly = "/assemblies/{community}/{assembly}"
        static let live = "/assemblies/{community}/{assembly}/live"
        static let mine = "/assemblies/{community}/{assembly}/mine"
        static let confirm = "/assemblies/{community}/{assembly}/confirm"
        static let vote = "/assemblies/{community}/{assembly}/vote"
        static let receipts = "/assemblies/{community}/{assembly}/receipts"
        static let buildings = "/assemblies/{community}/{assembly}/buildings/{item}"
        static let papers = "/assemblies/{community}/{assembly}/papers"
        static let sheets = "/assemblies/{community}/{assembly}/papers/{building}"
    }

    static func list(_ community: CommunityID) -> String {
        "\(AccessCookie.path)/\(PercentEncoding.encode(community.description))"
    }

    /// `unit` is that for which the page is opened from a letter.
    static func assembly(_ assembly: AssemblyID, of community: CommunityID, unit: UnitCode? = nil) -> String {
        "\(list(community))/\(PercentEncoding.encode(assembly.description))\(query(unit))"
    }

    static func mine(_ assembly: AssemblyID, of community: CommunityID, unit: UnitCode? = nil) -> String {
        "\(self.assembly(assembly, of: community))/mine\(query(unit))"
    }

    static func receipts(_ assembly: AssemblyID, of community: CommunityID) -> String {
        "\(self.assembly(assembly, of: community))/receipts"
    }

    static func receipt(_ receipt: ReceiptID, _ assembly: AssemblyID, of community: CommunityID) -> String {
        "\(receipts(assembly, of: community))?code=\(receipt)"
    }

    /// How each building took part in an item.
    static func buildings(_ item: ItemID, _ assembly: AssemblyID, of community: CommunityID) -> String {
        "\(self.assembly(assembly, of: community))/buildings/\(PercentEncoding.encode(item.description))"
    }

    static func papers(_ assembly: AssemblyID, of community: CommunityID) -> String {
        "\(self.assembly(assembly, of: community))/papers"
    }

    static func sheets(_ building: BuildingCode, _ assembly: AssemblyID, of community: CommunityID) -> String {
        "\(papers(assembly, of: community))/\(PercentEncoding.encode(building.description))"
    }

    /// Where one signs in and comes back to a page.
    static func signIn(for path: String) -> String { "/sign-in?again=true&next=\(PercentEncoding.encode(path))" }

    private static func query(_ unit: UnitCode?) -> String {
        unit.map { "?unit=\(PercentEncoding.encode($0.description))" } ?? ""
    }
}
