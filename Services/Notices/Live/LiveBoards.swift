import Logging
import Model
import Postgres
import Repetition
import ServiceLifecycle
import ServiceRuntime
import Synchronization

/// Sends the changing part of a building's board to everybody who has it open, whenever it changed.
///
/// Looks for changed communities at an interval, and only for those that somebody follows, so that it works with any
/// number of processes on one database. A board is drawn once for all its followers. Each message is the whole state,
/// so for a slow reader only the newest wait.
final class LiveBoards: Service {
    /// What somebody follows.
    struct Subject: Hashable, Sendable {
        let community: CommunityID
        let building: BuildingCode
        let language: Language
    }

    private let pool: PostgresPool
    private let query: PageQuery
    private let boards: BuildingBoards
    private let interval: Duration
    private let logger: Logger
    private let followers: Mutex<Followers>
    /// Communities whose boards could not be read, and until when that is not tried again.
    private let unreadable = Mutex<[CommunityID: ContinuousClock.Instant]>([:])

    /// For how many looks a board is left out that could not be read, which may have taken its time.
    private static let looksWithout = 20

    /// How many messages may wait for one reader, heartbeats included; older ones give way.
    static let backlog = 4

    init(
        pool: PostgresPool, boards: BuildingBoards, interval: Duration, maximumFollowers: Int, logger: Logger
    ) {
        self.pool = pool
        query = PageQuery(pool: pool)
        self.boards = boards
        self.interval = interval
        self.logger = logger
        followers = Mutex(Followers(limit: maximumFollowers))
    }

    /// - Throws: ``Problem`` 503 where there are too many followers already, or the process is about to end.
    func follow(_ subject: Subject) throws -> AsyncStream<ServerSentEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ServerSentEvent.self, bufferingPolicy: .bufferingNewest(1))
        guard let id = followers.withLock({ $0.add(subject, continuation) }) else { throw Self.tooMany }
        continuation.onTermination = { [weak self] _ in
            self?.followers.withLock { $0.remove(id, of: subject) }
        }
        return stream
    }

    func run() async throws {
        try await RepeatedWork("looking for changed boards", every: interval, logger, look).run()
        for continuation in followers.withLock({ $0.end() }) { continuation.finish() }
    }

    /// Sends what has changed since each follower's last message.
    ///
    /// An area's boards show works of its parts too, and those of the parts works of the area, so they change together.
    @Sendable private func look() async throws {
        let now = ContinuousClock.now
        let waiting = unreadable.withLock { unreadable in
            unreadable = unreadable.filter { $0.value > now }
            return unreadable
        }
        let communities = followers.withLock { $0.communities }.filter { waiting[$0] == nil }
        guard !communities.isEmpty else { return }
        let revisions = try await pool.withConnection { connection in
            // Each only grows, so their sum is new whenever one of them is.
            try await connection.query(
                """
                SELECT community, revision + coalesce(
                    (
                        SELECT sum(own.revision)
                        FROM community_part
                        JOIN community AS own
                            ON (community_part.area, community_part.part) IN (
                                (community.community, own.community), (own.community, community.community)
                            )
                    ), 0)::bigint
                FROM community
                WHERE community = ANY(\(communities))
                """, as: (CommunityID, Int64).self)
        }
        for (community, revision) in revisions {
            let stale = followers.withLock { $0.stale(community, at: revision) }
            guard !stale.isEmpty else { continue }
            do {
                guard let read = try await query.buildings(Set(stale.map(\.building)), of: community) else { continue }
                for subject in stale { send(subject, read, revision) }
            } catch {
                if Task.isCancelled || (error as? PostgresError)?.isOfOneStatement == false { throw error }
                // Its own readers wait; those behind it need not.
                logger.warning("a board cannot be read", error: error, metadata: ["community": "\(community)"])
                let until = ContinuousClock.now + interval * Self.looksWithout
                unreadable.withLock { $0[community] = until }
            }
        }
    }

    private func send(_ subject: Subject, _ read: PageQuery.Buildings, _ revision: Int64) {
        guard let building = read.found[subject.building] else {
            // Readers who come back are told that it is not there; kept, they would have the board read at every look.
            for continuation in followers.withLock({ $0.served(subject, revision) }) { continuation.finish() }
            return
        }
        let figures = boards.figures(of: building, in: read.board, language: subject.language)
        let event = ServerSentEvent(event: "figures", id: String(revision), data: figures)
        for continuation in followers.withLock({ $0.served(subject, revision) }) { continuation.yield(event) }
    }

    private static let tooMany = Problem(
        503, "too-many-followers",
        Phrase(zh: "实时查看的人太多，请稍后刷新页面", en: "Too many readers follow live figures; please reload later"),
        retryAfter: .seconds(30))
}

extension PostgresError {
    /// Whether another statement may well succeed at once.
    fileprivate var isOfOneStatement: Bool {
        switch kind {
        case .server, .encoding, .decoding: true
        case .connectionFailed, .connectionLost, .outcomeUnknown, .poolExhausted, .closed, .cancelled,
            .transactionAborted, .migration, .misuse:
            false
        }
    }
}
