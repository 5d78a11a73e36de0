/// How many papers of an item were handed out, and how many came back, whatever became of them (R-E-09).
struct PaperCount: Sendable, Equatable, Encodable {
    /// Nil where nobody kept a register of what was handed out.
    let issued: Int64?
    let returned: Int64

    /// Whether more came back than had been handed out, which nobody can explain by the register.
    var isExceeded: Bool { issued.map { returned > $0 } ?? false }
}

extension Returns {
    var paperCount: PaperCount { PaperCount(issued: papersIssued, returned: papers) }
}
