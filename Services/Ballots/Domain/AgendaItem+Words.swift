import Model

extension AgendaItem {
    /// The words that its ballot offers; an election's offers candidates beside them.
    var words: [String] {
        switch form ?? .resolution {
        case .resolution: ["for", "against", "abstain", "follow"]
        case .endorsement, .survey: ["for", "against", "abstain"]
        case .petition: ["for"]
        case .election: ["abstain"]
        case .showOfHands: []
        }
    }
}
