import Model
import TestSupport
import Testing

@testable import EventLog

/// What arrives, and what may be applied of it.
@Suite struct InboxBufferTests {
    @Test func `the first event of a source follows the empty chain`() throws {
        var buffer = try Self.buffer(arrived: Self.history(3))

        #expect(buffer.examine() == .next)
        #expect(buffer.run(limit: 10, applied: [:]).map(\.event.position) == [1, 2, 3])
    }

    @Test func `what was applied before is dropped`() throws {
        let history = try Self.history(5)
        var buffer = try Self.buffer(arrived: history + history)
        Self.apply(buffer.run(limit: 10, applied: [:]), to: &buffer)

        #expect(buffer.examine() == .nothing)
        #expect(buffer.arrived.isEmpty)
        #expect(buffer.duplicates == 5)
        #expect(buffer.mark?.position == 5)
    }

    @Test func `a hole in the positions is a gap from the first missing one`() throws {
        let history = try Self.history(4)
        var buffer = try Self.buffer(arrived: [history[0], history[2], history[3]])
        Self.apply(buffer.run(limit: 10, applied: [:]), to: &buffer)

        #expect(buffer.examine() == .gap(from: 2))
        buffer.push(history[1...].map { .init(event: $0, offset: 0) })
        #expect(buffer.run(limit: 10, applied: [:]).map(\.event.position) == [2, 3, 4])
    }

    @Test func `what fills a gap is found behind what came too early`() throws {
        let history = try Self.history(5)
        var buffer = try Self.buffer(arrived: [history[0], history[3], history[4], history[0]] + history[1...])
        Self.apply(buffer.run(limit: 1, applied: [:]), to: &buffer)

        #expect(buffer.examine() == .next)
        #expect(buffer.run(limit: 10, applied: [:]).map(\.event.position) == [2, 3, 4, 5])
    }

    @Test func `another history is a fork, after which nothing is applied`() throws {
        let ours = try Self.history(2)
        let theirs = try Self.history(3, subject: "another")
        var buffer = try Self.buffer(arrived: ours)
        Self.apply(buffer.run(limit: 2, applied: [:]), to: &buffer)
        buffer.push([.init(event: theirs[2], offset: 2)])

        #expect(buffer.examine() == .fork(at: 3))
        buffer.push([.init(event: try Self.history(3)[2], offset: 3)])
        #expect(buffer.run(limit: 10, applied: [:]).isEmpty)
    }

    @Test func `a rewritten history is a fork already where it gives a known position again`() throws {
        let ours = try Self.history(3)
        let theirs = try Self.history(3, subject: "another")
        for position in 1...3 {
            var buffer = try Self.buffer(arrived: ours)
            Self.apply(buffer.run(limit: 3, applied: [:]), to: &buffer)
            buffer.push([.init(event: theirs[position - 1], offset: 9)])
            // Of the events before the last only the epoch would tell; their chains are not kept.
            #expect(buffer.examine() == (position == 3 ? .fork(at: 3) : .nothing))
        }
        var buffer = try Self.buffer(arrived: ours)
        Self.apply(buffer.run(limit: 3, applied: [:]), to: &buffer)
        buffer.push([.init(event: try Self.next(after: ours[0], epoch: 2), offset: 9)])
        #expect(buffer.examine() == .fork(at: 2))
    }

    @Test func `what is applied while the source was taken away and given back is no mistake`() throws {
        var buffer = try Self.buffer(arrived: Self.history(3))
        let run = buffer.run(limit: 3, applied: [:])
        buffer = InboxBuffer()
        Self.apply(run, to: &buffer)

        #expect(buffer.mark?.position == 3)
        #expect(buffer.arrived.isEmpty)
    }

    @Test func `few large events fill a buffer as many small ones do, and what is dropped or applied makes room`()
        throws
    {
        let size = InboxBuffer.Limit.bytes / 4
        var history: [EventEnvelope] = []
        for _ in 0..<6 {
            history.append(try Self.next(after: history.last, payload: Array(repeating: 7, count: size)))
        }
        var buffer = InboxBuffer()
        buffer.load(.init())
        buffer.push([.init(event: history[0], offset: 0)])
        #expect(buffer.hasRoom && !buffer.isFull)
        buffer.push(history[1...4].map { .init(event: $0, offset: $0.position) })
        #expect(!buffer.hasRoom && buffer.isFull)
        Self.apply(buffer.run(limit: 4, applied: [:]), to: &buffer)
        #expect(buffer.hasRoom && buffer.bytes == size)
        buffer.push(history[1...3].map { .init(event: $0, offset: $0.position) })
        Self.apply(buffer.run(limit: 1, applied: [:]), to: &buffer)
        #expect(buffer.examine() == .nothing)
        #expect(buffer.bytes == 0)
        buffer.push([.init(event: history[0], offset: 0), .init(event: try Self.next(after: history[5]), offset: 7)])
        #expect(buffer.examine() == .gap(from: 6))
        #expect(buffer.bytes == 0)
    }

    @Test func `an event waits for what its producer had applied`() throws {
        let early = try Self.history(1)[0]
        let late = try Self.next(after: early, causality: Causality([.funds: 7]))
        let buffer = try Self.buffer(arrived: [early, late])

        #expect(buffer.run(limit: 10, applied: [.funds: 6]).count == 1)
        #expect(buffer.run(limit: 10, applied: [.funds: 7]).count == 2)
        #expect(buffer.run(limit: 10, applied: [:]).count == 2, "nobody waits for a service that is not followed")
    }

    @Test func `whatever order, repetition and loss deliveries have, what is applied is a prefix of the history`()
        throws
    {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let history = try Self.history(Int.random(in: 1...40, using: &random))
            var buffer = InboxBuffer()
            buffer.load(.init())
            var applied: [Int64] = []
            for _ in 0..<30 {
                let start = Int.random(in: 0..<history.count, using: &random)
                let end = Int.random(in: start..<history.count, using: &random)
                buffer.push(history[start...end].map { .init(event: $0, offset: 0) })
                while true {
                    let finding = buffer.examine()
                    let run = buffer.run(limit: Int.random(in: 1...5, using: &random), applied: [:])
                    if run.isEmpty {
                        if case .fork = finding { Issue.record("a fork of one history, seed \(random.seed)") }
                        break
                    }
                    applied += run.map(\.event.position)
                    Self.apply(run, to: &buffer)
                }
            }
            #expect(applied == history.prefix(applied.count).map(\.position), "seed \(random.seed)")
        }
    }

    // MARK: - Histories

    private static func apply(_ run: [InboxBuffer.Arrived], to buffer: inout InboxBuffer) {
        if let last = run.last { buffer.applied(run.count, through: last.event) }
    }

    private static func buffer(arrived events: [EventEnvelope]) throws -> InboxBuffer {
        var buffer = InboxBuffer()
        buffer.load(.init())
        buffer.push(events.enumerated().map { .init(event: $1, offset: Int64($0)) })
        return buffer
    }

    static func history(_ count: Int, subject: String = "day") throws -> [EventEnvelope] {
        var events: [EventEnvelope] = []
        for _ in 0..<count { events.append(try next(after: events.last, subject: subject)) }
        return events
    }

    static func next(
        after last: EventEnvelope?, subject: String = "day", causality: Causality = Causality([:]),
        epoch: Int32 = 1, payload: [UInt8] = [1, 2, 3]
    ) throws -> EventEnvelope {
        let source = ServiceName.registry
        let community = try CommunityID(parsing: "runfeng")
        let shard = Shard(of: community)
        let position = (last?.position ?? 0) + 1
        let id = try EventID(parsing: "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1b")
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        let previous = last?.chain ?? EventChain.start
        let chain = EventChain.next(
            after: previous, source: source, epoch: epoch, shard: shard, position: position, id: id, type: "t",
            community: community, subject: subject, time: time, causality: causality.text, payload: payload)
        return EventEnvelope(
            source: source, shard: shard, position: position, epoch: epoch, id: id, type: "t", community: community,
            subject: subject, time: time, after: causality, traceparent: nil, payload: payload,
            previousChain: previous, chain: chain)
    }
}
