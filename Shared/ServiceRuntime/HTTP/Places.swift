import Synchronization

/// So many places for what only few may do at a time: event streams that stay open, reads that take long.
package final class Places: Sendable {
    private let limit: Int
    private let taken = Atomic(0)

    package init(limit: Int) { self.limit = limit }

    /// A place, or nil when all are taken; what is said then is the caller's business.
    package func take() -> Place? {
        guard taken.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
            taken.wrappingSubtract(1, ordering: .relaxed)
            return nil
        }
        return Place(of: self)
    }

    /// Given back at its end, or when it is let go of.
    package final class Place: Sendable {
        private let places: Places
        private let isTaken = Atomic(true)

        fileprivate init(of places: Places) { self.places = places }

        package func giveBack() {
            if isTaken.exchange(false, ordering: .relaxed) { places.taken.wrappingSubtract(1, ordering: .relaxed) }
        }

        deinit { giveBack() }
    }
}
