/// The nine kinds of matters that owners decide jointly, in the order of Civil Code article 278.
package enum MatterKind: String, WrittenWord, Sendable, CodingKeyRepresentable {
    case rulesOfProcedure, covenant, committeeElection, propertyService, useFund, raiseFund, rebuild, changeOfUse, other
}

extension MatterKind {
    /// Whether owners of three quarters must agree, by area and by heads.
    package var needsThreeQuarters: Bool {
        switch self {
        case .raiseFund, .rebuild, .changeOfUse: true
        case .rulesOfProcedure, .covenant, .committeeElection, .propertyService, .useFund, .other: false
        }
    }

    /// Whether an item of this kind alone may carry the mandate.
    ///
    /// Raising money is not using it (R-V-04).
    package func allows(_ mandate: Mandate) -> Bool {
        switch mandate {
        case .collect: needsThreeQuarters
        case .spend: self == .useFund || needsThreeQuarters
        case .seatCommittee: self == .committeeElection
        case .adoptRules: self == .rulesOfProcedure || self == .covenant || self == .other
        case .mergeCommunities: self == .other
        }
    }
}

extension Mandate {
    /// Whether an item of the kind may carry it that mixes `others` into its question: the strictest threshold of all holds
    /// (R-V-05), so that one of them is enough.
    package func isAllowed(by kind: MatterKind, mixedWith others: [MatterKind]?) -> Bool {
        ([kind] + (others ?? [])).contains { $0.allows(self) }
    }
}
