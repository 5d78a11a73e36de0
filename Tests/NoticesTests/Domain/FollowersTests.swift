import Model
import ServiceRuntime
import Testing

@testable import Notices

/// Who is told what, and that nobody is kept who has left.
@Suite struct FollowersTests {
    private let one = LiveBoards.Subject(
        community: Samples.community, building: Samples.building("1"), language: .chinese)
    private let two = LiveBoards.Subject(
        community: Samples.community, building: Samples.building("2"), language: .english)

    @Test func `there are never more than the limit, and leaving makes room once`() throws {
        var followers = Followers(limit: 2)
        let first = try #require(join(one, &followers))
        #expect(join(two, &followers) != nil)
        #expect(join(one, &followers) == nil)

        followers.remove(first, of: one)
        followers.remove(first, of: one)
        #expect(join(two, &followers) != nil)
        #expect(join(two, &followers) == nil)
    }

    @Test func `each follower is told of a revision once, and a newcomer of the present one`() {
        var followers = Followers(limit: 5)
        _ = join(one, &followers)
        #expect(followers.stale(Samples.community, at: 7) == [one])
        #expect(tell(one, 7, &followers) == 1)
        #expect(followers.stale(Samples.community, at: 7).isEmpty)
        #expect(tell(one, 7, &followers) == 0)

        _ = join(one, &followers)
        #expect(followers.stale(Samples.community, at: 7) == [one])
        #expect(tell(one, 7, &followers) == 1)
        #expect(tell(one, 8, &followers) == 2)
        #expect(followers.stale(Samples.parsed("elsewhere"), at: 9).isEmpty)
    }

    @Test func `a community is looked at only while somebody follows it`() throws {
        var followers = Followers(limit: 5)
        let id = try #require(join(one, &followers))
        #expect(followers.communities == [Samples.community])
        followers.remove(id, of: one)
        #expect(followers.communities.isEmpty)
    }

    @Test func `at the end everybody is let go and nobody comes in`() {
        var followers = Followers(limit: 5)
        _ = join(one, &followers)
        _ = join(two, &followers)
        let left = followers.end()
        #expect(left.count == 2)
        #expect(join(one, &followers) == nil)
        #expect(followers.communities.isEmpty)
    }

    private func join(_ subject: LiveBoards.Subject, _ followers: inout Followers) -> Int? {
        followers.add(
            subject,
            AsyncStream.makeStream(of: ServerSentEvent.self, bufferingPolicy: .bufferingNewest(1)).continuation)
    }

    private func tell(_ subject: LiveBoards.Subject, _ revision: Int64, _ followers: inout Followers) -> Int {
        followers.served(subject, revision).count
    }
}
