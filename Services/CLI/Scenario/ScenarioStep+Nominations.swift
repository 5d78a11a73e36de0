import Model

/// How candidates come on the list of an election (R-E-01, R-E-02).
extension ScenarioScript {
    /// A round of nominations begins on the day of the step.
    struct Nominations: Codable, Sendable {
        let round: String
        let body: BodyID
        let seats: Int64
        let closesOn: Day
    }

    /// Somebody stands or is nominated, and others support them. Candidates get their codes in the order of these steps: c01, c02 …
    struct Nominate: Codable, Sendable {
        let round: String
        let nominees: [Nominee]

        struct Nominee: Codable, Sendable {
            let ownerRef: String
            let channel: NominationChannel
            /// Owners who support a joint nomination by themselves, one after another.
            let supporters: [String]?
        }
    }

    /// Somebody who was nominated stands no longer.
    struct WithdrawNominee: Codable, Sendable {
        let round: String
        let ownerRef: String
    }

    /// Everybody is accepted but those who are named, and the list is posted.
    struct Screen: Codable, Sendable {
        let round: String
        let reason: String
        let refused: [String]?
    }
}
