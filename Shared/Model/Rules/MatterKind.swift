/// The nine kinds of matters that owners decide jointly, in the order of Civil Code art. 278.
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
}
