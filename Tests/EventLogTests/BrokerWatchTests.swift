import Model
import Testing

@testable import EventLog
@testable import Kafka

/// What is lost by what was acknowledged and by what the broker says now.
@Suite struct BrokerWatchTests {
    private let near = Shard.all[1]
    private let far = Shard.all[2]
    private let other = Shard.all[3]
    private let silence = KafkaError(code: .timedOut, name: "_TIMED_OUT", reason: "no answer about watermarks")

    @Test func `a partition that ends at or below what was acknowledged has lost it`() async throws {
        let cursors: [Shard: RelayCursors.Cursor] = [
            near: .init(position: 9, offset: 8, cluster: "a"), far: .init(position: 9, offset: 8, cluster: "a"),
            other: .init(position: 9, offset: 8, cluster: "a"),
        ]
        let state = try await BrokerWatch.compare(cursors, with: "a") { shards in
            #expect(shards == [near, far, other])
            return [near: 8, far: 9]
        }
        #expect(state.lost == [near])
        #expect(state.unknown == [other])
    }

    @Test func `a partition that gave an earlier place is lost, however far it has got since`() async throws {
        let cursors = RelayCursors()
        cursors.advance(near, from: cursors[near], to: 500, places: [499])
        cursors.advance(near, from: cursors[near], to: 502, places: [1])
        cursors.advance(near, from: cursors[near], to: 1_100, places: [600])
        let state = try await BrokerWatch.compare(cursors.all(of: [near]), with: "a") { _ in [near: 601] }
        #expect(state.lost == [near])
        #expect(state.unknown.isEmpty)
    }

    @Test func `a loss that is certain is told though nobody says where the other partitions end`() async throws {
        let cursors: [Shard: RelayCursors.Cursor] = [
            near: .init(position: 9, offset: 8, cluster: "gone"), far: .init(position: 9, offset: 8, cluster: "a"),
            other: .init(position: 9),
        ]
        let state = try await BrokerWatch.compare(cursors, with: "a") { _ in throw silence }
        #expect(state.lost == [near])
        #expect(state.unknown == [far])
    }

    @Test func `a broker that says nothing has lost nothing for certain`() async throws {
        let cursors: [Shard: RelayCursors.Cursor] = [near: .init(position: 9, offset: 8, cluster: "a")]
        await #expect(throws: KafkaError.self) {
            _ = try await BrokerWatch.compare(cursors, with: "a") { _ in throw silence }
        }
    }

    @Test func `whoever ends asks no more, whatever is lost`() async throws {
        let cursors: [Shard: RelayCursors.Cursor] = [
            near: .init(position: 9, offset: 8, cluster: "gone"), far: .init(position: 9, offset: 8, cluster: "a"),
        ]
        await #expect(throws: CancellationError.self) {
            _ = try await BrokerWatch.compare(cursors, with: "a") { _ in throw CancellationError() }
        }
    }
}
