import Synchronization

/// So many places for what only few may do at a time: event streams that stay open, reads that take long.
package final class Places: Sendable {
    private let limit: Int
    private let patience: Patience?
    private let state = Mutex(State())

    /// With a holder who waits for a slow reader, while somebody else asks for the place.
    package struct Patience: Sendable {
        /// How far behind the pace a reader may be.
        let allowance: Duration
        /// Bytes a second.
        let pace: Int

        package init(allowance: Duration, pace: Int) {
            self.allowance = allowance
            self.pace = pace
        }
    }

    private struct State {
        /// What the next holder is known by.
        var next: UInt64 = 0
        var holders: [UInt64: Waits] = [:]
    }

    private struct Waits {
        /// Of whom holds the place; empty where that is not known.
        var address = ""
        /// How far the reader is behind.
        var behind = Duration.zero
        /// Since when they are waited for; nil when they are not.
        var since: ContinuousClock.Instant?

        func behind(at now: ContinuousClock.Instant) -> Duration {
            since.map { behind + $0.duration(to: now) } ?? behind
        }
    }

    /// `patience` is nil where every holder keeps the place.
    package init(limit: Int, patience: Patience? = nil) {
        self.limit = limit
        self.patience = patience
    }

    /// A place, or nil when all are taken; what is said then is the caller's business.
    ///
    /// Where all are taken and a reader is further behind than there is patience, the place of the slowest is given away.
    /// An address has one place at most: whoever asks for more of them can only be given the one of their own slow reader.
    ///
    /// `address` is that of whom asks; empty where that is not known, and such holders are any number.
    package func take(from address: String = "", at now: ContinuousClock.Instant = .now) -> Place? {
        let number: UInt64? = state.withLock { state in
            let own = address.isEmpty ? [:] : state.holders.filter { $0.value.address == address }
            if !own.isEmpty || state.holders.count >= limit {
                let rivals = own.isEmpty ? state.holders : own
                guard let patience,
                    let slowest = rivals.max(by: { $0.value.behind(at: now) < $1.value.behind(at: now) }),
                    slowest.value.behind(at: now) > patience.allowance
                else { return nil }
                state.holders[slowest.key] = nil
            }
            state.next += 1
            state.holders[state.next] = Waits(address: address)
            return state.next
        }
        return number.map { Place(of: self, number: $0) }
    }

    /// Given back at its end, or when it is let go of.
    package final class Place: Sendable {
        private let places: Places
        private let number: UInt64

        fileprivate init(of places: Places, number: UInt64) {
            self.places = places
            self.number = number
        }

        /// Says that the holder waits for a reader from now on.
        ///
        /// - Throws: ``PlaceLost`` when somebody else has the place.
        package func startWaiting(at now: ContinuousClock.Instant = .now) throws(PlaceLost) {
            let isHeld = places.state.withLock { state in
                state.holders[number]?.since = now
                return state.holders[number] != nil
            }
            guard isHeld else { throw PlaceLost() }
        }

        /// Says that the reader is waited for no longer.
        ///
        /// `taken` is how many bytes they have taken.
        package func stopWaiting(taken: Int, at now: ContinuousClock.Instant = .now) {
            guard let pace = places.patience?.pace else { return }
            places.state.withLock { state in
                guard let waits = state.holders[number] else { return }
                let behind = waits.behind(at: now) - Duration.seconds(taken) / pace
                state.holders[number] = Waits(address: waits.address, behind: max(behind, .zero))
            }
        }

        package func giveBack() { places.state.withLock { $0.holders[number] = nil } }

        deinit { giveBack() }
    }
}

/// The reader was so slow that the place was given to somebody else.
package struct PlaceLost: Error, CustomStringConvertible {
    package var description: String { "the reader was too slow to keep the place" }
}
