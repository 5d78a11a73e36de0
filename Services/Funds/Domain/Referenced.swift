/// What is named by a reference once and for all: the same may come again, and nothing else under its reference.
protocol Referenced: Sendable, Equatable {
    /// The fields in which another one under the same reference is not this one.
    func differences(from other: Self) -> [String]
}

extension Referenced {
    /// Whether it is what the reference names already.
    ///
    /// - Throws: the fields in which it is something else.
    func repeats(_ earlier: Self?) throws(FundsRefusal) -> Bool {
        guard let earlier else { return false }
        let differing = differences(from: earlier)
        guard differing.isEmpty else { throw .referenceTaken(differing: differing) }
        return true
    }
}
