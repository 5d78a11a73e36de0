import Model

/// A statement that stands on the board, in the words it was posted with.
struct Notice: Sendable, Equatable {
    /// The community's running number.
    let number: Int64
    let building: BuildingCode?
    let kind: String
    let postedOn: Day
    let title: Phrase
    let text: Phrase
}
