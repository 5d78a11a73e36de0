import Model

/// Why the registry refuses a command.
enum RegistryError: Error, Equatable {
    case communityUnknown(CommunityID)
    /// A new community lacks what each has; the field is named.
    case factMissing(field: String)
    /// Everything that is wrong in a file.
    case fileRefused(CSVFaults)
    case rollMissing
    /// The community's own roll is closed; the management area that it is part of is named.
    case communityMerged(CommunityID)
    case unitUnknown(UnitCode)
    case snapshotUnknown(Int64)
    case notOwnerOfUnit(OwnerRef, UnitCode)
    /// The rows of a transfer say more of the unit than that its owners are others.
    case unitDiffers(UnitCode)
    /// The field that has the day is named.
    case dayInFuture(field: String, today: Day)
    case modeNotAfterLast(Day)
    /// A mode of management may not last beyond this day.
    case modeTooLong(Day)
    case yearNotLoaded(Int64)
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
