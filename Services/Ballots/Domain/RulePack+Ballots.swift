import Model

/// What a pack says of what ballots may say, and when.
extension RulePack {
    /// Whether silence is counted, once somebody was told that it is.
    var countsSilence: Bool {
        switch silentBallots.policy {
        case .majority, .inFavour, .abstain: true
        case .off, .followOption: false
        }
    }

    /// Whether an election is void of which so many papers came back (R-E-09).
    ///
    /// - Parameters:
    ///   - papers: of the election, as far as they are known.
    ///   - isRegisterComplete: whether every unit that counts is in the register of what was handed out.
    /// - Returns: false as long as no more came back than were handed out.
    /// - Throws: `InvalidValue` for a pack that says it in a word that is not known.
    func voids(_ papers: PaperCount, isRegisterComplete: Bool) throws(InvalidValue) -> Bool {
        guard papers.isExceeded else { return false }
        return switch try excessPapers {
        case .void: true
        case .voidIfComplete: isRegisterComplete
        }
    }

    /// How many have to be together so that nobody can be told from the others; nil where the pack does not say.
    var anonymityLeast: Int64? {
        get throws { parameters?[.anonymityLeast] == nil ? nil : try count(.anonymityLeast) }
    }
}
