import Synchronization

/// Counts the event streams that are open, up to a limit.
final class StreamPlaces: Sendable {
    private let limit: Int
    private let taken = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// A place, or nil when all are taken.
    func take() -> Place? {
        guard taken.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
            taken.wrappingSubtract(1, ordering: .relaxed)
            return nil
        }
        return Place(of: self)
    }

    /// Given back at its end, or when a stream that never began is forgotten.
    final class Place: Sendable {
        private let places: StreamPlaces
        private let isTaken = Atomic(true)

        fileprivate init(of places: StreamPlaces) { self.places = places }

        func giveBack() {
            if isTaken.exchange(false, ordering: .relaxed) { places.taken.wrappingSubtract(1, ordering: .relaxed) }
        }

        deinit { giveBack() }
    }
}
