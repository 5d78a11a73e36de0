import Model

/// Why communities do not become one; nothing of it is stored.
enum MergerRefusal: Error, Equatable {
    /// A value of the request that cannot be taken.
    case invalid(String, Phrase)
    /// A part, or the area itself, has become part of another area before.
    case mergedBefore(CommunityID, into: CommunityID)
    /// One owners' meeting cannot follow two laws.
    case otherJurisdiction(CommunityID)
    case noRoll(CommunityID)
    case dayInFuture(today: Day)
    /// A roll has changed on a later day than that of the merger.
    case changedSince(CommunityID, Day)
    /// Buildings that would be called as others are, by the place of their part in the request.
    case buildingsClash([Int: [BuildingCode]])
    /// What two books call different people, by name, kind or document, or people of whom one is not known any more; or
    /// what one book calls two people, in two spellings. By the place of the later part.
    case ownersClash([Int: [OwnerRef]])
    /// Lifts with the registration code of another, by the place of their part.
    case liftsClash([Int: [String]])
}
