/// What one jurisdiction lays down, as data (design §8); frozen by an assembly through its hash.
///
/// The canonical form is JSON with sorted keys and no white space (RFC 8785; the pack holds text and Booleans only,
/// so that number formats cannot differ).
package struct RulePack: Codable, Sendable, Equatable {
    package let jurisdiction: String
    /// Distinguishes successive packs of one jurisdiction, e.g. `2021-01-01`.
    package let version: String
    /// How much of the area and of the heads must take part, for a decision to exist at all (R-V-01).
    package let participation: Threshold
    /// How much of those who take part must agree, by area and by heads, for each kind of matter.
    package let approval: [MatterKind: Threshold]
    /// Which of two ballots of one owner counts (R-M-27).
    package let duplicates: Choice<DuplicatePolicy>
    /// Whether delivered but unreturned ballots count (R-S-01…07).
    package let silentBallots: Choice<SilentBallotPolicy>

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

    package enum DuplicatePolicy: String, Codable, Sendable { case firstCounts }
    package enum SilentBallotPolicy: String, Codable, Sendable { case off }

    /// How well a rule is attested: primary text, secondary copy, unverified, our own design.
    package enum EvidenceGrade: String, Codable, Sendable {
        case primary = "P"
        case secondary = "S"
        case unverified = "U"
        case design = "D"
    }

    package init(
        jurisdiction: String, version: String, participation: Threshold, approval: [MatterKind: Threshold],
        duplicates: Choice<DuplicatePolicy>, silentBallots: Choice<SilentBallotPolicy>
    ) {
        self.jurisdiction = jurisdiction
        self.version = version
        self.participation = participation
        self.approval = approval
        self.duplicates = duplicates
        self.silentBallots = silentBallots
    }

    /// - Throws: `InvalidValue` naming the first kind of matter that has no approval threshold, or the first threshold that
    ///   asks less than the law.
    package func validate() throws(InvalidValue) {
        for kind in MatterKind.allCases where approval[kind] == nil {
            throw InvalidValue("rule pack", "lacks approval.\(kind.rawValue)")
        }
        if let field = fieldBelowLaw {
            throw InvalidValue("rule pack", "\(field) is less than Civil Code art. 278 asks")
        }
    }

    package func canonicalBytes() throws -> [UInt8] { try CanonicalJSON.encode(self) }

    package func hash() throws -> Digest256 { Digest256(of: try canonicalBytes()) }
}
