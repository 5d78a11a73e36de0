import EventLog
import Model

/// Assemblies that open from now on freeze this pack; open ones keep theirs.
struct OnRulesAdopted: Sendable {
    let rules: RulesStore

    /// - Throws: `InvalidValue` for a pack that lacks a threshold or is not the one that its hash names.
    func handle(_ received: Received<RulesAdopted>, in write: borrowing Write) async throws {
        try received.event.pack.validate(isComplete: false)
        guard try received.event.pack.hash() == received.event.hash else {
            throw InvalidValue("rule pack", "does not have the hash that it is adopted under")
        }
        try await rules.adopt(received.event, in: write)
    }
}
