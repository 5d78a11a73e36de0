/// A rule pack as it is written: a whole one, or what a city has otherwise than the pack that it extends.
package struct RulePackFile: Codable, Sendable, Equatable {
    package let jurisdiction: String
    package let version: String
    /// The jurisdiction whose pack holds wherever this one says nothing: `national`.
    package let extends: String?
    package let participation: RulePack.Threshold?
    package let approval: [MatterKind: RulePack.Threshold]?
    package let duplicates: RulePack.Choice<RulePack.DuplicatePolicy>?
    package let silentBallots: RulePack.Choice<RulePack.SilentBallotPolicy>?
    package let parameters: [RuleKey: RulePack.Parameter]?

    /// The complete pack.
    ///
    /// `base` is the pack that this one extends; nil for one that stands alone.
    ///
    /// - Throws: `InvalidValue` naming what is missing or wrong.
    package func pack(over base: RulePack?) throws(InvalidValue) -> RulePack {
        guard extends == base?.jurisdiction else {
            throw InvalidValue("rule pack", "extends \(extends ?? "nothing"), not \(base?.jurisdiction ?? "nothing")")
        }
        let pack = RulePack(
            jurisdiction: jurisdiction, version: version,
            participation: try Self.given(participation ?? base?.participation, "participation"),
            approval: (base?.approval ?? [:]).merging(approval ?? [:]) { _, own in own },
            duplicates: try Self.given(duplicates ?? base?.duplicates, "duplicates"),
            silentBallots: try Self.given(silentBallots ?? base?.silentBallots, "silentBallots"),
            parameters: Self.merged(base?.parameters, parameters))
        try pack.validate()
        return pack
    }

    private static func given<Value>(_ value: Value?, _ name: String) throws(InvalidValue) -> Value {
        guard let value else { throw InvalidValue("rule pack", "lacks \(name)") }
        return value
    }

    private static func merged(
        _ base: [RuleKey: RulePack.Parameter]?, _ own: [RuleKey: RulePack.Parameter]?
    ) -> [RuleKey: RulePack.Parameter]? {
        guard let base else { return own }
        return base.merging(own ?? [:]) { _, own in own }
    }
}
