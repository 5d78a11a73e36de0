/// What one jurisdiction lays down, as data (docs/decisions/0020); frozen by an assembly through its hash.
///
/// The canonical form is JSON with sorted keys and no white space (RFC 8785; the pack holds text and Booleans only,
/// so that number formats cannot differ).
package struct RulePack: Codable, Sendable, Equatable {
    package let jurisdiction: String
    /// Distinguishes successive packs of one jurisdiction, such as `2021-01-01`.
    package let version: String
    /// How much of the area and of the heads must take part, for a decision to exist at all (R-V-01).
    package let participation: Threshold
    /// How much of those who take part must agree, by area and by heads, for each kind of matter.
    package let approval: [MatterKind: Threshold]
    /// Which of two ballots of one owner counts (R-M-27).
    package let duplicates: Choice<DuplicatePolicy>
    /// Whether delivered but unreturned ballots count (R-S-01…07).
    package let silentBallots: Choice<SilentBallotPolicy>
    /// Periods, sizes, shares and switches; nil in packs of before they were kept here.
    package let parameters: [RuleKey: Parameter]?

    /// A threshold that area and heads must both meet.
    package struct Threshold: Codable, Sendable, Equatable {
        package let ratio: Ratio
        package let comparison: Ratio.Comparison
        package let source: String
        package let grade: EvidenceGrade

        package init(ratio: Ratio, comparison: Ratio.Comparison, source: String, grade: EvidenceGrade) {
            self.ratio = ratio
            self.comparison = comparison
            self.source = source
            self.grade = grade
        }
    }

    /// One of several policies, with where it comes from.
    package struct Choice<Policy: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
        package let policy: Policy
        package let source: String
        package let grade: EvidenceGrade

        package init(policy: Policy, source: String, grade: EvidenceGrade) {
            self.policy = policy
            self.source = source
            self.grade = grade
        }
    }

    /// A value as text, of the kind that its key takes, with where it comes from.
    package struct Parameter: Codable, Sendable, Equatable {
        package let value: String
        package let source: String
        package let grade: EvidenceGrade

        package init(value: String, source: String, grade: EvidenceGrade) {
            self.value = value
            self.source = source
            self.grade = grade
        }
    }

    package enum DuplicatePolicy: String, WrittenWord, Sendable { case firstCounts }
    /// What becomes of owners who got a ballot with a warning and sent none back (R-S-03…06).
    ///
    /// Only resolutions count them.
    package enum SilentBallotPolicy: String, WrittenWord, Sendable {
        case off
        /// With the side that has more area and more heads among the ballots; where it has not both, as abstentions.
        case majority
        case inFavour, abstain
        /// Silence does not count, but a ballot may say `follow`, which counts with the majority.
        case followOption
    }

    /// How well a rule is attested: primary text, secondary copy, unverified, our own design.
    package enum EvidenceGrade: String, WrittenWord, Sendable {
        case primary = "P"
        case secondary = "S"
        case unverified = "U"
        case design = "D"
    }

    package init(
        jurisdiction: String, version: String, participation: Threshold, approval: [MatterKind: Threshold],
        duplicates: Choice<DuplicatePolicy>, silentBallots: Choice<SilentBallotPolicy>,
        parameters: [RuleKey: Parameter]? = nil
    ) {
        self.jurisdiction = jurisdiction
        self.version = version
        self.participation = participation
        self.approval = approval
        self.duplicates = duplicates
        self.silentBallots = silentBallots
        self.parameters = parameters
    }

    /// Whether it can be voted by.
    ///
    /// - Parameter isComplete: whether every parameter must be there, as in a pack that is adopted now; one that was adopted earlier
    ///   may be older than some.
    /// - Throws: `InvalidValue` naming the first kind of matter that has no approval threshold, the first threshold that
    ///   asks less than the law, the first parameter that is missing or has no value of its kind, or, of a complete pack, the
    ///   first text that cannot stand on a page.
    package func validate(isComplete: Bool = true) throws(InvalidValue) {
        for kind in MatterKind.allCases where approval[kind] == nil {
            throw InvalidValue("rule pack", "lacks approval.\(kind.rawValue)")
        }
        if let field = fieldBelowLaw {
            throw InvalidValue("rule pack", "\(field) is less than Civil Code art. 278 asks")
        }
        let parameters = parameters ?? [:]
        for key in RuleKey.allCases {
            if let parameter = parameters[key] {
                try key.check(parameter.value)
            } else if isComplete {
                throw InvalidValue("rule pack", "lacks parameters.\(key.rawValue)")
            }
        }
        if isComplete { try checkTexts() }
    }

    /// How many characters a text of a pack may have.
    private static let textLimit = 500

    /// Checks the texts that say which pack it is, and where each of its values comes from.
    private func checkTexts() throws(InvalidValue) {
        for (field, text) in texts {
            switch WrittenLine.fault(in: text, atMost: Self.textLimit) {
            case nil: continue
            case .empty?: throw InvalidValue("rule pack", zh: "\(field) 不能为空", en: "\(field) is empty")
            case .tooLong?:
                throw InvalidValue(
                    "rule pack", zh: "\(field) 超过 \(Self.textLimit) 个字符",
                    en: "\(field) is longer than \(Self.textLimit) characters")
            case .controlCharacter?, .invisibleCharacter?:
                throw InvalidValue(
                    "rule pack", zh: "\(field) 含有不可见字符", en: "\(field) holds a character that cannot be printed")
            }
        }
    }

    /// Each with its field.
    private var texts: [(String, String)] {
        var texts = [
            ("jurisdiction", jurisdiction), ("version", version), ("participation.source", participation.source),
            ("duplicates.source", duplicates.source), ("silentBallots.source", silentBallots.source),
        ]
        for kind in MatterKind.allCases {
            if let threshold = approval[kind] { texts.append(("approval.\(kind.rawValue).source", threshold.source)) }
        }
        for key in RuleKey.allCases {
            if let parameter = parameters?[key] {
                texts.append(("parameters.\(key.rawValue).source", parameter.source))
            }
        }
        return texts
    }

    /// - Throws: as ``CanonicalJSON/encode(_:)``.
    package func canonicalBytes() throws -> [UInt8] { try CanonicalJSON.encode(self) }

    /// - Throws: as ``canonicalBytes()``.
    package func hash() throws -> Digest256 { Digest256(of: try canonicalBytes()) }
}

// MARK: - Values by key

extension RulePack {
    /// A value of the kind `.period`.
    ///
    /// - Throws: `InvalidValue` where the pack has none.
    package func period(_ key: RuleKey) throws(InvalidValue) -> Period { try Period(parsing: text(key)) }

    /// A value of the kind `.ratio`.
    ///
    /// - Throws: `InvalidValue` where the pack has none.
    package func ratio(_ key: RuleKey) throws(InvalidValue) -> Ratio { try Ratio(parsing: text(key)) }

    /// A value of the kind `.count`.
    ///
    /// - Throws: `InvalidValue` where the pack has none.
    package func count(_ key: RuleKey) throws(InvalidValue) -> Int64 {
        guard let number = Int64(try text(key)) else { throw InvalidValue("rule pack", "\(key.rawValue) is no number") }
        return number
    }

    /// A value of the kind `.flag`.
    ///
    /// - Throws: `InvalidValue` where the pack has none.
    package func flag(_ key: RuleKey) throws(InvalidValue) -> Bool { try text(key) == "yes" }

    /// A value of the kind `.word` or `.phone`.
    ///
    /// - Throws: `InvalidValue` where the pack has none.
    package func word(_ key: RuleKey) throws(InvalidValue) -> String { try text(key) }

    /// A value with its source, to be cited.
    ///
    /// - Throws: `InvalidValue` where the pack has none.
    package func parameter(_ key: RuleKey) throws(InvalidValue) -> Parameter {
        guard let parameter = parameters?[key] else {
            throw InvalidValue("rule pack", "lacks parameters.\(key.rawValue)")
        }
        return parameter
    }

    private func text(_ key: RuleKey) throws(InvalidValue) -> String { try parameter(key).value }
}
