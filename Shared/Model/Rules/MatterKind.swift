/// The nine kinds of matters that owners decide jointly, in the order of Civil Code art. 278.
package enum MatterKind: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    case rulesOfProcedure, covenant, committeeElection, propertyService, useFund, raiseFund, rebuild, changeOfUse, other
}
