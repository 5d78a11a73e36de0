extension ItemForm {
    /// The words that a ballot of this form offers; an election's offers candidates beside them.
    package var words: [String] {
        switch self {
        case .resolution: ["for", "against", "abstain", "follow"]
        case .endorsement, .survey: ["for", "against", "abstain"]
        case .petition: ["for"]
        case .election: ["abstain"]
        case .showOfHands: []
        }
    }
}

extension RulePack {
    /// Whether ballots of resolutions offer to go with the majority (R-S-06).
    package var asksFollow: Bool { silentBallots.policy == .followOption }

    /// Whether owners may change their votes until the voting ends; not where the pack does not say.
    package var allowsVoteChange: Bool { parameters?[.voteChange]?.value == "yes" }
}
