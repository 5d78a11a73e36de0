import Model
import Testing

@testable import EventLog

@Suite struct RelayCursorsTests {
    private let shard = Shard.all[3]
    private let cursors = RelayCursors()

    @Test func `a topic that was made anew between two deliveries does not pass for the old one`() {
        cursors.advance(shard, from: cursors[shard], to: 500, places: [499])
        // Another process has made it anew, and nothing that was under way has failed.
        cursors.advance(shard, from: cursors[shard], to: 502, places: [1])
        #expect(cursors[shard] == .init(position: 502, offset: .max) && cursors[shard].hasGoneBack)
        // Though more is acknowledged than ever before.
        cursors.advance(shard, from: cursors[shard], to: 1_100, places: [600])
        #expect(cursors[shard] == .init(position: 1_100, offset: .max))
        // The loss was found, and all is sent again.
        cursors.rewind(shard, to: 100)
        cursors.advance(shard, from: cursors[shard], to: 110, places: [9])
        #expect(cursors[shard] == .init(position: 110, offset: 9, rewinds: 1))
    }

    // The next of an event at 8 is at 9 or beyond it, however much comes at once.
    @Test(arguments: [[Int64](0...19), [8], [9, 10, 3, 4]])
    func `a place that was taken already is one of another log`(places: [Int64]) {
        cursors.advance(shard, from: cursors[shard], to: 9, places: [7, 8])
        cursors.advance(shard, from: cursors[shard], to: 9, places: [])
        #expect(cursors[shard] == .init(position: 9, offset: 8), "one that is unknown says nothing")
        cursors.advance(shard, from: cursors[shard], to: 29, places: places)
        #expect(cursors[shard].hasGoneBack)
    }

    // A batch without a known place from the page before, two events of another, and one more batch without a place.
    @Test func `places that the client makes up say nothing`() {
        var places = ReportedPlaces()
        #expect(places.known(among: [500, 501, -1, 0, 1]) == [500, 501])
        #expect(places.known(among: [2, 3, 507, 508, -1, -1]) == [507, 508])
        #expect(places.known(among: []).isEmpty)
        #expect(places.known(among: [0, 1, 513]) == [513])
        #expect(places.known(among: [514]) == [514])
    }

    @Test func `a delivery that began before a rewind does not undo it`() {
        let start = cursors[shard]
        cursors.advance(shard, from: start, to: 5, places: [4])
        cursors.note(cluster: "new", of: [shard])
        #expect(cursors.advance(shard, from: start, to: 6, places: [5]), "what cluster it is does not matter to that")
        cursors.rewind(shard, to: 2)
        #expect(!cursors.advance(shard, from: start, to: 7, places: [6]))
        #expect(cursors[shard] == .init(position: 2, cluster: "new", rewinds: 1))
    }
}
