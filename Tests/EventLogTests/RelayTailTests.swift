import Foundation
import Model
import Testing

@testable import EventLog

@Suite struct RelayTailTests {
    private let shard = Shard.all[3]

    private func rows(_ positions: ClosedRange<Int64>, payload: Int = 2) -> [OutboxRow] {
        positions.map { position in
            OutboxRow(
                position: position, id: UUID(), epoch: 1, community: Array("c".utf8), subject: [], type: [],
                payload: Array(repeating: 0, count: payload), after: [], traceparent: nil,
                time: Timestamp(microseconds: position), previousChain: [], chain: [])
        }
    }

    private func taken(_ tail: RelayTail, after position: Int64, limit: Int = 100) -> [Int64] {
        tail.take(of: shard, after: position, limit: limit).map(\.position)
    }

    @Test func `what was committed is taken once, in order, page by page`() {
        let tail = RelayTail()
        tail.append(rows(1...3), to: shard)
        tail.append(rows(4...5), to: shard)
        #expect(taken(tail, after: 0, limit: 4) == [1, 2, 3, 4])
        #expect(taken(tail, after: 4, limit: 4) == [5])
        #expect(taken(tail, after: 5).isEmpty)
    }

    @Test func `what was sent already is passed over`() {
        let tail = RelayTail()
        tail.append(rows(1...5), to: shard)
        #expect(taken(tail, after: 3) == [4, 5])
    }

    @Test func `a relay that is behind reads the outbox and keeps what follows`() {
        let tail = RelayTail()
        tail.append(rows(10...12), to: shard)
        #expect(taken(tail, after: 5).isEmpty)
        #expect(taken(tail, after: 9) == [10, 11, 12])
    }

    @Test func `a commit of another process in between is never skipped`() {
        let tail = RelayTail()
        tail.append(rows(1...2), to: shard)
        tail.append(rows(4...5), to: shard)
        #expect(taken(tail, after: 0).isEmpty)
        #expect(taken(tail, after: 2).isEmpty)
        #expect(taken(tail, after: 3) == [4, 5])
    }

    @Test func `the oldest make room, by number and by size`() {
        let few = RelayTail(rows: 4)
        few.append(rows(1...20), to: shard)
        #expect(taken(few, after: 15).isEmpty)
        #expect(taken(few, after: 16) == [17, 18, 19, 20])
        // Three of 1,256 bytes.
        let small = RelayTail(bytes: 4_000)
        small.append(rows(1...20, payload: 1_000), to: shard)
        #expect(taken(small, after: 16).isEmpty)
        #expect(taken(small, after: 17) == [18, 19, 20])
    }

    @Test func `what is forgotten is read from the outbox`() {
        let tail = RelayTail()
        tail.append(rows(1...2), to: shard)
        tail.clear()
        #expect(taken(tail, after: 0).isEmpty)
        tail.append(rows(2...3), to: shard)
        #expect(taken(tail, after: 1) == [2, 3])
    }

    @Test func `shards do not see each other`() {
        let tail = RelayTail()
        tail.append(rows(1...2), to: Shard.all[4])
        #expect(taken(tail, after: 0).isEmpty)
    }
}
