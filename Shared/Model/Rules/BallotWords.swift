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
