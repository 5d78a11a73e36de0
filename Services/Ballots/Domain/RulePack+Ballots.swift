import Model

/// What a pack says of what ballots may say, and when.
extension RulePack {
    /// Whether ballots offer to go with the majority (R-S-06).
    var asksFollow: Bool { silentBallots.policy == .followOption }

    /// Whether silence is counted, once somebody was told that it is.
    var countsSilence: Bool {
        switch silentBallots.policy {
        case .majority, .inFavour, .abstain: true
        case .off, .followOption: false
        }
    }

    /// Whether owners may change their votes until the voting ends; not where the pack does not say.
    var allowsVoteChange: Bool { parameters?[.voteChange]?.value == "yes" }

    /// How many have to be together so that nobody can be told from the others; nil where the pack does not say.
    var anonymityLeast: Int64? {
        get throws { parameters?[.anonymityLeast] == nil ? nil : try count(.anonymityLeast) }
    }
}
