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
}
