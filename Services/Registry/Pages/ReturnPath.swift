import Model
import ServiceRuntime

/// A page to go on to after signing in: one that knows its readers by the cookie of signing in, and never another site's.
struct ReturnPath: Sendable, Equatable {
    let path: String
    /// Whose page it is: who owns in several communities is to be signed in for that one.
    let community: CommunityID

    static let limit = 300

    /// - Returns: nil for what is no such page, also for nothing.
    init?(_ text: String?) {
        guard let text, text.utf8.count <= Self.limit, text.hasPrefix("\(AccessCookie.path)/"),
            text.utf8.allSatisfy(Self.isPlain)
        else { return nil }
        let code = text.dropFirst(AccessCookie.path.count + 1).prefix { $0 != "/" && $0 != "?" }
        guard let name = PercentEncoding.decode(code), let community = CommunityID(name) else { return nil }
        path = text
        self.community = community
    }

    /// Where the assemblies of a community are shown.
    static func assemblies(of community: CommunityID) -> String {
        "\(AccessCookie.path)/\(PercentEncoding.encode(community.description))"
    }

    /// With what the page to sign in on is asked.
    var query: String { "next=\(PercentEncoding.encode(path))" }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("-._~/%?=&".utf8).contains(byte)
        }
    }
}
