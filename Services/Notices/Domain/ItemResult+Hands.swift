import Model

extension ItemResult {
    /// Whether heads alone were counted, as of hands at an event, whose area nobody knows.
    var isOfHeadsAlone: Bool {
        let parts = [inFavour, against, abstained]
        return parts.contains { $0.heads > 0 } && parts.allSatisfy { $0.area == .zero }
    }
}
