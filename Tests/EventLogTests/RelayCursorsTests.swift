import Model
import Testing

@testable import EventLog

@Suite struct RelayCursorsTests {
    private let shard = Shard.all[3]
    private let cursors = RelayCursors()

    @Test func `a topic that was made anew between two deliveries does not pass for the old one`() {
        cursors.advance(shard, from: cursors[shard], to: 500, offset: 499)
        // Another process has made it anew, and nothing that was under way has failed.
        cursors.advance(shard, from: cursors[shard], to: 502, offset: 1)
        #expect(cursors[shard] == .init(position: 502, offset: 499, hasGoneBack: true))
        // Though more is acknowledged than ever before.
        cursors.advance(shard, from: cursors[shard], to: 1_100, offset: 600)
        #expect(cursors[shard] == .init(position: 1_100, offset: 600, hasGoneBack: true))
        // The loss was found, and all is sent again.
        cursors.rewind(shard, to: 100)
        cursors.advance(shard, from: cursors[shard], to: 110, offset: 9)
        #expect(cursors[shard] == .init(position: 110, offset: 9, rewinds: 1))
    }

    @Test func `a delivery that began before a rewind does not undo it`() {
        let start = cursors[shard]
        cursors.advance(shard, from: start, to: 5, offset: 4)
        cursors.note(cluster: "new", of: [shard])
        #expect(cursors.advance(shard, from: start, to: 6, offset: 5), "what cluster it is does not matter to that")
        cursors.rewind(shard, to: 2)
        #expect(!cursors.advance(shard, from: start, to: 7, offset: 6))
        #expect(cursors[shard] == .init(position: 2, cluster: "new", rewinds: 1))
    }
}
