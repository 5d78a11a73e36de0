import Model

/// Why the service does not do what was asked.
///
/// Nothing was stored.
enum BallotsError: Error, Equatable {
    case unknownCommunity(CommunityID)
    case unknownAssembly(AssemblyID)
    /// The owners' meeting is that of the area that the community has become part of.
    case communityMerged(into: CommunityID)

    // Convening and opening
    case proposal([ProposalFault])
    case alreadyConvened(AssemblyID)
    case alreadyOpened(AssemblyID)
    case rulesMissing
    /// Others were adopted, and what the registry told of them is parked.
    case rulesAwaited
    case rollMissing
    case rollIncomplete
    case unknownBuildings([BuildingCode], of: ItemID)
    /// Nobody could vote any more.
    case tooLateToOpen(closesAt: Timestamp, now: Timestamp)

    // Voting
    case notOpenYet(AssemblyID)
    case closed(AssemblyID, closesAt: Timestamp, now: Timestamp)
    /// Nor is anything entered any more that was signed, delivered or cast elsewhere in time.
    case entryOver(AssemblyID, papersUntil: Timestamp, now: Timestamp)
    case unknownItem(ItemID)
    /// Not on the frozen roll, or there as a parking space that does not count.
    case unknownUnit(UnitCode)
    case notYourUnit(UnitCode)
    /// Who asks has become an owner of the unit since the roll was frozen (R-C-15).
    case boughtLater(UnitCode, openedAt: Timestamp)
    /// No answer that the item takes: an unknown word or candidate, or more candidates than seats.
    case notOffered(Choice, on: ItemID)
    case alreadyVoted(first: Receipt)
    /// Votes may be changed, but this one came on paper or from a platform, and is changed by no other way.
    case votedElsewhere(Receipt)
    /// Votes may be changed, but a written authority stands behind this one (R-M-22).
    case votedByProxy(Receipt)
    /// The vote says so already.
    case sameChoice(Receipt)
    case changedTooOften(Receipt, limit: Int)
    /// The assembly is held on paper (R-M-08).
    case onPaperOnly
    case papers(CSVFaults)
    /// Any other file that is taken whole or not at all.
    case file(CSVFaults)
    /// The item asks for ballots, not for hands.
    case notByHands(ItemID)
    case handsRecorded(ItemID)
    case moreHandsThanHeads(Int64)
    /// Whoever records hands has watched themselves.
    case witnessesOneself

    // Delivery
    /// Before the owners were told what is asked.
    case deliveredEarly(Phrase)
    /// So many papers of the unit have come back on one item; no fewer were handed out.
    case papersAreBack(Int)
    /// The voting is over, and with it who was told what silence means.
    case silenceIsSettled
    /// The voting is over, and by this register more papers of the election came back than were handed out.
    case registerVoids(ItemID)

    // Proxies
    /// The holder works for the property company (R-M-22).
    case proxyExcluded
    case proxyOfOneself(UnitCode)
    /// The holder is whoever records the authority.
    case proxyToRecorder
    case proxyWrittenLate(Day)
    case proxyStands(UnitCode)
    case principalVoted(UnitCode)
    case proxyLimit(Int64)
    case noProxy(UnitCode)
    case proxyUsed(UnitCode)

    // Official platforms
    case importedBefore(Digest256)

    // Candidates
    /// The candidate does not present themselves, or it is not for who asks to take that back.
    case noPresentation(CandidateCode)

    // Visits
    /// What households said about it was deleted.
    case topicEnded(TopicCode)

    // Closing
    /// Something can still come or change that would be counted.
    case notDue(AssemblyID, due: Timestamp, now: Timestamp)
    /// The database's clock differs from the machine's, or was set just now (docs/decisions/0037).
    case clockNotTrusted

    // Evidence
    case notClosed(AssemblyID)
    /// It is being certified.
    case notCertified(AssemblyID)
    case unknownReceipt
    /// The assembly was certified before bundles had their present form.
    case noBundle
    /// Others read as much as may be read at a time.
    case tooManyReads
}

extension BallotsError {
    /// The vote that stands in a ballot's way.
    var standing: Receipt? {
        switch self {
        case .alreadyVoted(let vote), .votedElsewhere(let vote), .votedByProxy(let vote), .sameChoice(let vote),
            .changedTooOften(let vote, _):
            vote
        default: nil
        }
    }
}
