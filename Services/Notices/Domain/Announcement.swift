import Model

/// A public statement before it has its number.
struct Announcement: Sendable, Equatable {
    /// What is published, a slug.
    let kind: Kind
    /// None: the whole community.
    let building: BuildingCode?
    let title: Phrase
    let text: Phrase

    /// By what its words are known again, as the event of the notice says it.
    var digest: Digest256 {
        Digest256(of: [title.zh, title.en, text.zh, text.en].flatMap { Digest256(of: Array($0.utf8)).bytes })
    }

    enum Kind: String, Sendable, CaseIterable {
        case assemblyConvened = "assembly-convened"
        case votingOpened = "voting-opened"
        case votingClosed = "voting-closed"
        case resolutionPassed = "resolution-passed"
        case resolutionNotPassed = "resolution-not-passed"
        case votingExtended = "voting-extended"
        case resultEffective = "result-effective"
        case objectionUpheld = "objection-upheld"
        case resolutionSetAside = "resolution-set-aside"
        case campaignOpened = "campaign-opened"
        case advanceMade = "advance-made"
        case advanceRepaid = "advance-repaid"
        case advanceReversed = "advance-reversed"
        case buildingFunded = "building-funded"
        case payoutMade = "payout-made"
        case orderReleased = "order-released"
        /// Works that an advance had released wait for money again.
        case orderHeld = "order-held"
        case orderStarted = "order-started"
        case inspectionPassed = "inspection-passed"
        case inspectionFailed = "inspection-failed"
        case liftReturned = "lift-returned"
        /// One order has given the lift back while another keeps it out of use.
        case worksEnded = "works-ended"
        case orderCompleted = "order-completed"
        case bodySeated = "body-seated"
        case bodyMemberChanged = "body-member-changed"
        case bodyEnding = "body-ending"
        case bodyEnded = "body-ended"
        case bodyHandedOver = "body-handed-over"
        case maintainerChanged = "maintainer-changed"
        case liftMarked = "lift-marked"
        case communityMerged = "community-merged"
        case communitiesJoined = "communities-joined"
    }

    init(_ kind: Kind, building: BuildingCode? = nil, title: Phrase, text: Phrase) {
        self.kind = kind
        self.building = building
        self.title = title
        self.text = text
    }
}
