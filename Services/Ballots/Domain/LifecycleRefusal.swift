import Model

/// Why an assembly does not go on, in what concerns its terms, its extensions and its result.
///
/// Nothing was stored.
enum LifecycleRefusal: Error, Equatable {
    // Convening
    /// There is no occasion for the owners' first meeting yet (R-E-13).
    case firstMeetingEarly([FirstMeetingGap])

    // Opening
    /// The owners were told too few days before (R-M-01, R-M-02).
    case tooEarlyToOpen(earliest: Day)
    /// The adopted pack is older than the rule.
    case rulesLack(RuleKey)
    /// A period of working days reaches into a year whose holidays nobody has announced.
    case yearNotLoaded(Int64)
    case windowTooShort(earliest: Timestamp)
    case windowTooLong(latest: Timestamp)
    case papersTooLate(latest: Timestamp)
    /// The electorate names places that are not on the roll.
    case unknownPlaces([String])
    /// In the electorate's places is no unit that counts.
    case nobodyVotes
    /// The item's mandate burdens owners who have no vote on it (R-V-12).
    case mandateBeyondElectorate(ItemID)
    /// Only the authority's platform makes a binding electronic vote there (R-M-09).
    case officialVoteOnly
    /// Owners could not choose (R-E-03).
    case tooFewCandidates(ItemID, least: Int64)
    /// Seats are allotted to buildings that are not on the roll, at these places of the list (R-E-14).
    case seatsOffRoll(ItemID, [Int])
    /// Candidates, at these places of the list, own no unit in the building for which they stand (R-E-14).
    case candidateElsewhere(ItemID, [Int])
    /// Candidates, at these places of the list, own nothing that counts any more (R-B-07).
    case candidateNoOwner(ItemID, [Int])
    /// What an election is about is not as the rules have it (R-E-05…07).
    case electionAgainstRules([ProposalFault])
    /// The list of candidates was posted too few days before (R-E-02).
    case postedLate(ItemID, earliest: Day)
    /// The list by which it was convened was posted anew without somebody (R-E-02).
    case listReplaced(ItemID, on: Day)

    // Extending
    case extensionsUsedUp(limit: Int64)
    case notLater(than: Timestamp)
    case extensionTooLong(latest: Timestamp)
    /// Papers are entered at least until the voting ends, and until the time that was announced before.
    case papersBeforeClosing(Timestamp)

    // Putting a question again
    case unknownEarlier(AssemblyID)
    case earlierNotCounted(AssemblyID)
    /// These items passed there and have not been set aside.
    case alreadyDecided([ItemID])

    // The result
    case publicityRuns(until: Day?)
    case publicityOver(since: Day?)
    case openObjections(Int64)
    case upheldObjections(Int64)
    case effective
    case setAside
    case unknownItem(ItemID)
    case dayAhead(Day)
    case dayBefore(Day)
    case unknownObjection
    case alreadyAnswered
    case ownObjection
    case objectedBefore
    case tooManyObjections(limit: Int)
}
