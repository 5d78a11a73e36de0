import DequeModule
import Model

/// What has arrived of one source in one shard and is not applied yet, and how far the shard has got. A value: it decides,
/// others act.
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
        case nothing
        /// Positions are missing from here on: ask the source to send again.
        case gap(from: Int64)
        /// The source's history is not the one that was applied: stop, somebody must look.
        case fork(at: Int64)
    }

    private(set) var arrived: Deque<Arrived> = []
    private(set) var mark: Mark?
    private(set) var isForked = false
    private(set) var duplicates = 0

    mutating func load(_ mark: Mark) { self.mark = mark }

    mutating func push(_ more: [Arrived]) { arrived.append(contentsOf: more) }

    mutating func forgetArrived() { arrived.removeAll() }

    /// Drops what was applied before, and says why the rest cannot be: it is late, or it is another history.
    mutating func examine() -> Finding {
        guard let mark else { return .nothing }
        while let first = arrived.first, first.event.position <= mark.position {
            arrived.removeFirst()
            duplicates += 1
        }
        guard let first = arrived.first?.event else { return .nothing }
        guard first.position == mark.position + 1 else {
            arrived.removeAll()
            return .gap(from: mark.position + 1)
        }
        guard first.previousChain == mark.chain, first.epoch >= mark.epoch else {
            isForked = true
            arrived.removeAll()
            return .fork(at: first.position)
        }
        return .nothing
    }

    /// The longest run of events that may be applied now: successive, chained, and not ahead of what they came after.
    func run(limit: Int, applied: [ServiceName: Int64]) -> [Arrived] {
        guard var last = mark, !isForked else { return [] }
        var run: [Arrived] = []
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

    /// The first `count` events have been applied.
    mutating func applied(_ count: Int) {
        guard count > 0 else { return }
        let last = arrived[count - 1].event
        mark = Mark(position: last.position, chain: last.chain, epoch: last.epoch)
        arrived.removeFirst(count)
    }
}
