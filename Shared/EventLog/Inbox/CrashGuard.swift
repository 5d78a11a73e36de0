import FoundationEssentials

/// Finds the event whose handling ends the process, so that it is parked instead of ending every process that starts
/// (docs/decisions/0017).
///
/// The first run of a source and shard after a start is noted in the database before it is begun. A note that is found at
/// the next start, with nothing applied beyond it, says that the run ended the process, or that the process was killed
/// during it: then its events are begun one by one, each noted. After that a process pays nothing.
struct CrashGuard: Sendable, Equatable {
    /// So many beginnings without an end, and the event is not begun again.
    static let limit: Int32 = 3

    /// A run whose handling was begun, as it is kept.
    struct Attempt: Sendable, Equatable {
        let first: Int64
        let last: Int64
        let attempts: Int32
    }

    /// What is kept of a beginning.
    struct Note: Sendable, Equatable {
        let attempt: Attempt
        /// Nothing else has it: written again, or taken back again, the note counts once.
        let name: UUID
    }

    struct Step: Sendable, Equatable {
        /// Apply up to here at most.
        let last: Int64
        /// To be kept in a transaction of its own before.
        let note: Note?
        /// Park the one event without handling it.
        let parks: Bool
    }

    private enum State: Equatable {
        /// Nothing was applied since the start.
        case unproven
        /// The run from `first` to `last` was noted by this process.
        case begun(first: Int64, last: Int64)
        /// An earlier process began the run from `first` to `last` and did not end it.
        case suspected(first: Int64, last: Int64, attempts: Int32, isNoted: Bool)
        case proven
    }

    /// There is nothing to guard against.
    static let passed = CrashGuard(state: .proven)

    private var state: State
    /// The name of the beginning that this process has noted, or may have, and has not ended; nil where there is none.
    ///
    /// Its note is to be taken back where the process ends for another reason, or leaves the run to another process.
    private(set) var begun: UUID?

    private init(state: State) { self.state = state }

    /// Begins the guard of a process.
    ///
    /// - Parameters:
    ///   - kept: the note of an earlier process.
    ///   - mark: the position of the last applied event.
    init(_ kept: Attempt?, mark: Int64) {
        if let kept, kept.attempts > 0, kept.first == mark + 1 {
            state = .suspected(first: kept.first, last: kept.last, attempts: kept.attempts, isNoted: false)
        } else {
            state = .unproven
        }
    }

    /// What to do with a run from `first` to `last`.
    ///
    /// From here on the step's note may be kept, also where nobody hears of it.
    mutating func step(first: Int64, last: Int64) -> Step {
        switch state {
        case .proven: Step(last: last, note: nil, parks: false)
        case .unproven: Step(last: last, note: note(Attempt(first: first, last: last, attempts: 1)), parks: false)
        case .begun(_, let end): Step(last: min(last, end), note: nil, parks: false)
        case .suspected(_, _, _, true): Step(last: first, note: nil, parks: false)
        case .suspected(_, _, let attempts, false) where attempts >= Self.limit:
            Step(last: first, note: nil, parks: true)
        case .suspected(_, let end, let attempts, false):
            Step(
                last: first, note: note(Attempt(first: first, last: max(first, end), attempts: attempts + 1)),
                parks: false)
        }
    }

    /// The name stays the same until the run has ended, however often the note is written.
    private mutating func note(_ attempt: Attempt) -> Note {
        let name = begun ?? UUID()
        begun = name
        return Note(attempt: attempt, name: name)
    }

    /// The step's note of this attempt was kept.
    ///
    /// In one process a run is noted once, however often its transaction is run again.
    mutating func noted(_ attempt: Attempt) {
        switch state {
        case .unproven: state = .begun(first: attempt.first, last: attempt.last)
        case .suspected(let first, let last, _, _):
            state = .suspected(first: first, last: last, attempts: attempt.attempts, isNoted: true)
        case .begun, .proven: break
        }
    }

    /// Everything up to `position` was applied, or parked.
    mutating func applied(through position: Int64) {
        begun = nil
        switch state {
        case .unproven, .begun, .proven: state = .proven
        case .suspected(_, let last, _, _) where position >= last: state = .proven
        case .suspected(_, let last, _, _):
            // The others of the run are as suspect as it was when it was begun together.
            state = .suspected(first: position + 1, last: last, attempts: 1, isNoted: false)
        }
    }
}
