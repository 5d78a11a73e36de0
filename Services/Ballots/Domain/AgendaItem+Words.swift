import Model

extension AgendaItem {
    /// The words that its ballot offers; an election's offers candidates beside them.
    var words: [String] { (form ?? .resolution).words }
}
