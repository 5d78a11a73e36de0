import Foundation
import Model

/// What a service answers about a community: a path below `/v1/communities/<code>/`, with names where codes stand.
///
/// A test holds these against every service's `/openapi.json`.
struct PublishedPath: Sendable {
    /// Such as `assemblies`, `{assembly}`, `deliveries`.
    let parts: [String]

    private init(_ text: String) { parts = Self.parts(of: text) }

    static func all(of service: ServiceName) -> [PublishedPath] {
        let texts: [String] =
            switch service {
            case .registry:
                [
                    "", "bodies", "bodies/{body}", "body-applications", "lifts", "lifts/{lift}", "lifts.csv", "looks",
                    "management", "mergers", "owner-unit", "roles", "roll", "roll/snapshots", "roll/transfers",
                    "roll/units", "roll.csv", "rules",
                ]
            case .ballots:
                [
                    "assemblies", "assemblies/{assembly}", "assemblies/{assembly}/anonymity",
                    "assemblies/{assembly}/bundle", "assemblies/{assembly}/certificate",
                    "assemblies/{assembly}/deliveries", "assemblies/{assembly}/deliveries/progress",
                    "assemblies/{assembly}/items/{item}/buildings", "assemblies/{assembly}/objections",
                    "assemblies/{assembly}/papers/waiting", "assemblies/{assembly}/proxies",
                    "assemblies/{assembly}/proxies/waiting", "assemblies/{assembly}/public-bundle",
                    "assemblies/{assembly}/receipts/{receipt}", "assemblies/{assembly}/units/{unit}",
                    "assemblies/{assembly}/votes/imports", "consultations", "nominations", "nominations/{round}",
                    "nominations/{round}/mine", "nominations/{round}/register", "seat-allotment", "visits",
                    "visits/progress",
                ]
            case .funds:
                [
                    "campaigns", "campaigns/{campaign}", "campaigns/{campaign}/advances",
                    "campaigns/{campaign}/payments", "campaigns/{campaign}/payouts",
                    "campaigns/{campaign}/payouts/waiting", "campaigns/{campaign}/refunds",
                    "campaigns/{campaign}/units/{unit}", "ledger", "ledger/accounts", "ledger/transactions",
                ]
            case .workorders: ["lifts", "orders", "orders/{order}"]
            case .notices: ["board", "digests", "notices"]
            }
        return texts.map(PublishedPath.init)
    }

    /// The parts of a path as somebody wrote it, without its query.
    static func parts(of path: String) -> [String] {
        let plain = path.prefix { $0 != "?" }
        return plain.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
    }

    /// Whether a path of these parts is one of these.
    func matches(_ written: [String]) -> Bool {
        written.count == parts.count && zip(parts, written).allSatisfy { Self.isName($0) || $0 == $1 }
    }

    /// How it is written with the codes of a path of as many parts; nil for a path of more or fewer.
    func text(with codes: [String]) -> String? {
        guard codes.count == parts.count else { return nil }
        return zip(parts, codes).map { Self.isName($0) ? $1 : $0 }.joined(separator: "/")
    }

    /// The code that stands in the place of a name, such as `{campaign}`; nil where there is no such place.
    func code(_ name: String, in written: [String]) -> String? {
        zip(parts, written).first { $0.0 == "{\(name)}" }?.1
    }

    private static func isName(_ part: String) -> Bool { part.hasPrefix("{") }
}
