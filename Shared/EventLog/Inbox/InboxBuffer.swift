import DequeModule
import Model

/// What has arrived of one source in one shard and is not applied yet, and how far the shard has got.
///
/// A value: it decides, others act.
struct InboxBuffer: Sendable {
    struct Arrived: Sendable {
        let event: EventEnvelope
        let offset: Int64
    }

    /// The last applied event.
    struct Mark: Sendable, Equatable {
        var position: Int64 = 0
        var chain: [UInt8] = EventChain.start
        var epoch: Int32 = 0
    }

    enum Finding: Equatable {
        /// Nothing has arrived, or where this shard stands is not known yet.
        case nothing
        /// The next event is there; it may have to wait for others.
        case next
        /// Positions are missing from here on: ask the source to send again.
        case gap(from: Int64)
        /// The source's history is not the one that was applied: stop, somebody must look.
        case fork(at: Int64)
    }

    /// Above so many waiting events, or so many bytes of them, a source's partition is paused.
    enum Limit {
        static let events = 4_000
        static let bytes = 8 << 20
    }

    private(set) var arrived: Deque<Arrived> = []
    private(set) var bytes = 0
    private(set) var mark: Mark?
    private(set) var isForked = false
    private(set) var duplicates = 0

    mutating func load(_ mark: Mark) { self.mark = mark }

    /// Takes what has arrived.
    ///
    /// After a fork nothing is taken: none of it will be applied.
    mutating func push(_ more: [Arrived]) {
        guard !isForked else { return }
        arrived.append(contentsOf: more)
        bytes += more.reduce(0) { $0 + $1.event.payload.count }
    }

    var isFull: Bool { arrived.count > Limit.events || bytes > Limit.bytes }

    var hasRoom: Bool { arrived.count < Limit.events / 2 && bytes < Limit.bytes / 2 }

    private mutating func dropFirst() {
        if let first = arrived.popFirst() { bytes -= first.event.payload.count }
    }

    private mutating func dropAll() {
        arrived.removeAll()
        bytes = 0
    }

    /// Drops what was applied before, and says why the rest cannot be: it is late, or it is another history.
    mutating func examine() -> Finding {
        guard let mark, !isForked else { return .nothing }
        var isGap = false
        while let first = arrived.first?.event, first.position != mark.position + 1 {
            if first.position > mark.position {
                // What is missing may have been sent again and stand behind it.
                isGap = true
            } else {
                // The last event is known by its chain. And a position is never given again in a later epoch.
                if first.position == mark.position ? first.chain != mark.chain : first.epoch > mark.epoch {
                    return fork(at: first.position)
                }
                duplicates += 1
            }
            dropFirst()
        }
        guard let first = arrived.first?.event else { return isGap ? .gap(from: mark.position + 1) : .nothing }
        guard first.previousChain == mark.chain, first.epoch >= mark.epoch else { return fork(at: first.position) }
        return .next
    }

    private mutating func fork(at position: Int64) -> Finding {
        isForked = true
        dropAll()
        return .fork(at: position)
    }

    /// The longest run of events that may be applied now: successive, chained, and not ahead of what they came after.
    ///
    /// `applied` says how far every source that is followed has been applied; for others nobody waits.
    func run(limit: Int, applied: [ServiceName: Int64]) -> [Arrived] {
        guard var last = mark, !isForked else { return [] }
        var run: [Arrived] = []
        run.reserveCapacity(min(limit, arrived.count))
        for next in arrived {
            guard run.count < limit, next.event.position == last.position + 1, next.event.previousChain == last.chain,
                next.event.epoch >= last.epoch,
                next.event.after.positions.allSatisfy({ source, position in
                    source == next.event.source || applied[source].map { $0 >= position } ?? true
                })
            else { break }
            run.append(next)
            last = Mark(position: next.event.position, chain: next.event.chain, epoch: next.event.epoch)
        }
        return run
    }

    /// The first `count` events, up to this one, have been applied.
    ///
    /// They need not be here any more: the source may have been taken away and given back meanwhile.
    mutating func applied(_ count: Int, through last: EventEnvelope) {
        mark = Mark(position: last.position, chain: last.chain, epoch: last.epoch)
        for _ in 0..<count {
            guard let first = arrived.first?.event, first.position <= last.position else { return }
            dropFirst()
        }
    }
}
