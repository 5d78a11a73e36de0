import DequeModule

/// What waits between the callers of a producer and the thread that serves it.
///
/// Guarded by one lock; methods return what is to be done outside of it.
struct ProducerState {
    typealias Admission = CheckedContinuation<Void, any Error>

    enum Phase: Equatable {
        case open
        /// Accepted pages still get their reports, until then from the broker; new ones are refused.
        case closing(by: ContinuousClock.Instant)
        case closed
    }

    enum Answer {
        case accepted
        case refused
        /// There is no room: ask again with a continuation.
        case full
    }

    private(set) var phase = Phase.open
    private let limits: KafkaProducer.Limits
    private var records = 0
    private var bytes = 0
    private var arrivals: [ProducerPage] = []
    private var waiting: Deque<(page: ProducerPage, admission: Admission)> = []

    init(limits: KafkaProducer.Limits) {
        self.limits = limits
    }

    var queuedRecords: Int { records }

    /// Accepts a page if there is room and nobody was there before it.
    mutating func offer(_ page: ProducerPage) -> Answer {
        guard phase == .open else { return .refused }
        guard waiting.isEmpty, hasRoom(for: page) else { return .full }
        accept(page)
        return .accepted
    }

    /// As `offer`, but keeps the continuation when there is no room.
    mutating func offer(_ page: ProducerPage, admission: Admission) -> Answer {
        let answer = offer(page)
        if case .full = answer { waiting.append((page, admission)) }
        return answer
    }

    /// Takes a page that still waits for room out of the line.
    mutating func withdraw(_ page: ProducerPage) -> Admission? {
        guard let place = waiting.firstIndex(where: { $0.page === page }) else { return nil }
        return waiting.remove(at: place).admission
    }

    /// Whether the thread, which has seen this phase, need not look here before it is woken.
    func isQuiet(since seen: Phase) -> Bool { arrivals.isEmpty && phase == seen }

    /// All pages accepted since the last call, in order.
    mutating func takeArrivals() -> [ProducerPage] {
        defer { arrivals = [] }
        return arrivals
    }

    /// Gives back the room of pages that have all their reports, and accepts those that waited for it.
    mutating func release(_ pages: [ProducerPage]) -> [Admission] {
        for page in pages {
            records -= page.records.count
            bytes -= page.size
        }
        var admitted: [Admission] = []
        while let first = waiting.first, hasRoom(for: first.page) {
            waiting.removeFirst()
            accept(first.page)
            admitted.append(first.admission)
        }
        return admitted
    }

    /// Refuses what is not accepted yet; called again it brings the deadline forward.
    mutating func close(by deadline: ContinuousClock.Instant) -> [Admission] {
        switch phase {
        case .open: phase = .closing(by: deadline)
        case .closing(let earlier): phase = .closing(by: min(earlier, deadline))
        case .closed: break
        }
        defer { waiting = [] }
        return waiting.map(\.admission)
    }

    /// There will be no more reports.
    ///
    /// Pages that arrived too late come back.
    mutating func finish() -> (admissions: [Admission], pages: [ProducerPage]) {
        let admissions = close(by: .now)
        phase = .closed
        return (admissions, takeArrivals())
    }

    /// A page larger than the limits goes alone.
    private func hasRoom(for page: ProducerPage) -> Bool {
        records == 0 || (records + page.records.count <= limits.records && bytes + page.size <= limits.bytes)
    }

    private mutating func accept(_ page: ProducerPage) {
        records += page.records.count
        bytes += page.size
        arrivals.append(page)
    }
}

/// The records of one call and the place where their reports go.
final class ProducerPage: Sendable {
    let records: [ProducerRecord]
    let size: Int
    let delivery = PendingDelivery()

    init(_ records: [ProducerRecord]) {
        self.records = records
        self.size = records.reduce(0) { $0 + $1.size }
    }
}
