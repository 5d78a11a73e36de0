import Model
import Testing

@testable import EventLog

@Suite struct RelayLeadTests {
    private let lead = RelayLead()

    @Test func `a shard of which nothing can be told waits alone`() {
        lead.begin(Set(Shard.all))
        let known = Set(Shard.all.dropFirst())
        #expect(lead.clear(known) == known)
        #expect(!lead.isClear(Shard.all[0]))
        #expect(known.allSatisfy(lead.isClear))
        // Later another one does not answer; it is sent on.
        #expect(lead.clear(Set(Shard.all.dropLast())) == [Shard.all[0]])
        #expect(Shard.all.allSatisfy(lead.isClear))
    }

    @Test func `a topic with another number of partitions stops all shards`() {
        lead.begin(Set(Shard.all))
        _ = lead.clear(Set(Shard.all))
        #expect(lead.stop(because: PartitionCountChanged(topic: "t", found: 3)))
        #expect(!lead.stop(because: PartitionCountChanged(topic: "t", found: 3)))
        #expect(!Shard.all.contains(where: lead.isClear))
        #expect(lead.obstacle != nil)
        #expect(lead.clear(Set(Shard.all)) == Set(Shard.all))
        #expect(lead.obstacle == nil)
    }

    @Test func `a shard whose history is lost is sent no more, whoever leads, and is news once`() {
        let (lost, others) = (Shard.all[5], Set(Shard.all).subtracting([Shard.all[5]]))
        lead.begin(Set(Shard.all))
        _ = lead.clear(Set(Shard.all))
        #expect(lead.lose(lost))
        #expect(!lead.lose(lost))
        #expect(!lead.isClear(lost))
        lead.end()
        lead.begin(Set(Shard.all))
        #expect(lead.waiting(of: Set(Shard.all)) == others)
        #expect(lead.clear(Set(Shard.all)) == others)
        #expect(lead.obstacle == "shard 5: the database is older than what others know of it")
    }

    @Test func `why a shard gets no further is told until it does, and is news once`() {
        let shard = Shard.all[3]
        lead.begin(Set(Shard.all))
        #expect(lead.fail(shard, after: 7, because: "too large"))
        #expect(!lead.fail(shard, after: 7, because: "too large"))
        #expect(lead.obstacle == "shard 3: too large")
        lead.note(shard, at: 7, of: 9)
        #expect(lead.hasFailed(shard))
        lead.note(shard, at: 8, of: 9)
        #expect(lead.obstacle == nil)
        // Sent again from far back, and all of it has arrived.
        #expect(lead.fail(shard, after: 9, because: "too large"))
        lead.note(shard, at: 9, of: 9)
        #expect(lead.obstacle == nil)
    }

    @Test func `a standstill tells what the last delivery failed by, where that is of the same events`() {
        let (shard, other) = (Shard.all[3], Shard.all[4])
        lead.begin(Set(Shard.all))
        lead.stumble(shard, after: 7, because: "UNKNOWN: unknown broker error")
        #expect(lead.obstacle == nil, "it may pass")
        lead.stall(shard, after: 7)
        #expect(lead.obstacle?.hasPrefix("shard 3: nothing was acknowledged for ") == true)
        #expect(lead.obstacle?.hasSuffix("at last: UNKNOWN: unknown broker error") == true)
        lead.note(shard, at: 9, of: 9)
        #expect(lead.obstacle == nil)
        lead.stumble(other, after: 1, because: "UNKNOWN: unknown broker error")
        lead.stall(other, after: 5)
        #expect(lead.obstacle == "shard 4: nothing was acknowledged for \(RelayProgress.patience)")
    }

    @Test func `what the broker will refuse again is told until it was examined`() {
        lead.begin(Set(Shard.all))
        _ = lead.clear(Set(Shard.all))
        #expect(lead.report("INVALID_REPLICATION_FACTOR"))
        #expect(!lead.report("INVALID_REPLICATION_FACTOR"))
        #expect(Shard.all.allSatisfy(lead.isClear), "what was allowed goes on")
        _ = lead.clear([])
        #expect(lead.obstacle == nil)
    }

    @Test func `a shard stalls where there is something to send and nothing is acknowledged for long`() {
        let (idle, slow, stuck) = (Shard.all[0], Shard.all[1], Shard.all[2])
        var progress = RelayProgress()
        let start = ContinuousClock.now
        let heads: [Shard: Int64] = [idle: 5, slow: 100, stuck: 9]
        #expect(progress.stalled(at: [idle: 5, slow: 1, stuck: 2], of: heads, start).isEmpty)
        #expect(progress.stalled(at: [idle: 5, slow: 2, stuck: 2], of: heads, start + .seconds(29)).isEmpty)
        #expect(progress.stalled(at: [idle: 5, slow: 2, stuck: 2], of: heads, start + .seconds(30)) == [stuck])
        #expect(progress.stalled(at: [idle: 5, slow: 3, stuck: 9], of: heads, start + .seconds(60)).isEmpty)
    }
}
