import Model

/// How many papers of an item were handed out, and how many came back, whatever became of them (R-E-09).
struct PaperCount: Sendable, Equatable, Encodable {
    /// Nil where nobody kept a register of what was handed out.
    let issued: Int64?
    let returned: Int64

    /// Whether more came back than had been handed out, which nobody can explain by the register.
    var isExceeded: Bool { issued.map { returned > $0 } ?? false }
}

/// An election of which more papers have come back by now than the register says were handed out.
///
/// It will be void, unless the register is put right before the count (R-E-09).
struct ExceededPapers: Codable, Sendable, Equatable {
    let item: ItemID
    let issued: Int64
    let returned: Int64
}

extension Returns {
    var paperCount: PaperCount { PaperCount(issued: papersIssued, returned: papers) }
}
