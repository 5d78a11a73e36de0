import Model
import ServiceRuntime

/// Who follows what, and up to which revision each has been told.
struct Followers: Sendable {
    typealias Continuation = AsyncStream<ServerSentEvent>.Continuation

    private struct Follower {
        let continuation: Continuation
        var revision: Int64?
    }

    private let limit: Int
    private var subjects: [LiveBoards.Subject: [Int: Follower]] = [:]
    private var count = 0
    private var nextID = 0
    private var hasEnded = false

    init(limit: Int) { self.limit = limit }

    /// - Returns: nil where there is no room.
    mutating func add(_ subject: LiveBoards.Subject, _ continuation: Continuation) -> Int? {
        guard count < limit, !hasEnded else { return nil }
        nextID += 1
        count += 1
        subjects[subject, default: [:]][nextID] = Follower(continuation: continuation)
        return nextID
    }

    mutating func remove(_ id: Int, of subject: LiveBoards.Subject) {
        guard subjects[subject]?.removeValue(forKey: id) != nil else { return }
        count -= 1
        if subjects[subject]?.isEmpty == true { subjects[subject] = nil }
    }

    var communities: [CommunityID] { Array(Set(subjects.keys.map(\.community))) }

    /// The subjects with followers who have not been told of the revision.
    func stale(_ community: CommunityID, at revision: Int64) -> [LiveBoards.Subject] {
        subjects.filter { subject, followers in
            subject.community == community && followers.values.contains { $0.revision != revision }
        }.map(\.key)
    }

    /// Notes that the subject's followers are told of the revision now.
    ///
    /// - Returns: those who were not yet.
    mutating func served(_ subject: LiveBoards.Subject, _ revision: Int64) -> [Continuation] {
        var told: [Continuation] = []
        for (id, follower) in subjects[subject] ?? [:] where follower.revision != revision {
            subjects[subject]?[id]?.revision = revision
            told.append(follower.continuation)
        }
        return told
    }

    /// Takes everybody off the list and lets nobody in any more.
    mutating func end() -> [Continuation] {
        hasEnded = true
        defer {
            subjects = [:]
            count = 0
        }
        return subjects.values.flatMap { $0.values.map(\.continuation) }
    }
}
