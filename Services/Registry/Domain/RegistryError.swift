import Model

/// Why the registry refuses a command.
enum RegistryError: Error, Equatable {
    case communityUnknown(CommunityID)
    /// Everything that is wrong in a file.
    case fileRefused([CSVFault])
    case rollMissing
    case rulesMissing
    case packIncomplete(InvalidValue)
    /// A threshold asks less than the law does; the field is named.
    case packBelowLaw(field: String)
    case packOfOtherJurisdiction(pack: String, community: String)
    case noScenarioDistrict
    case dayInPast(current: Day)
    case ownerUnknown(OwnerRef)
    case developmentTokensOff
}
