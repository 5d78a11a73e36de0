/// What a program knows of what all programs of a district have to know alike, in one word.
///
/// Two programs of different versions may well have the same: it changes with the events, the keys of rules and the
/// announced years, and with nothing else.
package enum ModelVersion {
    package static let current = digest(
        events: EventCatalog.types, rules: RuleKey.allCases.map(\.rawValue), years: PackageResources.china_json)

    static func digest(events: Set<String>, rules: [String], years: [UInt8]) -> Digest256 {
        let words = [events.sorted(), rules.sorted()].map { $0.joined(separator: "\n") }
        return Digest256(of: Array(words.joined(separator: "\n\n").utf8) + [0] + years)
    }
}
