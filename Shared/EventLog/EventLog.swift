package import Logging
package import Model
package import Postgres

/// The log of one service (docs/event-log.md): commands go in, facts come out in the order of their commits.
package final class EventLog: Sendable {
    package let identity: LogIdentity
    package let pool: PostgresPool
    let metrics = EventLogMetrics()
    let logger: Logger
    let writers: [Shard: ShardWriter]
    let hook: RelayHook

    package convenience init(identity: LogIdentity, pool: PostgresPool, logger: Logger) {
        self.init(identity: identity, pool: pool, limits: .init(), logger: logger)
    }

    init(identity: LogIdentity, pool: PostgresPool, limits: ShardWriter.Limits, logger: Logger) {
        self.identity = identity
        self.pool = pool
        self.logger = logger
        let relay = RelayHook()
        hook = relay
        let others = ServiceName.allCases.filter { $0 != identity.source }
        let metrics = metrics
        let commits = CommitCount()
        writers = Dictionary(
            uniqueKeysWithValues: Shard.all.map { shard in
                let writer = ShardWriter(
                    shard: shard, identity: identity, follows: others, pool: pool, limits: limits, commits: commits,
                    metrics: metrics, logger: logger, onCommit: { relay.committed($1, in: $0) })
                return (shard, writer)
            })
    }

    func stopWriters() {
        for writer in writers.values { writer.stop() }
    }

    // MARK: - Commands

    /// Carries out a command in the next batch of the community's shard, and answers after the commit.
    ///
    /// A caller that is cancelled waits on for the answer: a command that was accepted is carried out, and nobody is told
    /// otherwise.
    ///
    /// - Parameters:
    ///   - community: whose shard it is.
    ///   - claim: what makes a repetition of the command get the first one's answer.
    ///   - body: may run more than once, after accidents that left nothing behind; what it throws undoes it alone.
    /// - Returns: what `body` returned, or the first time's answer where the claim is known.
    /// - Throws: `EventLogError`, or what `body` threw.
    package func write<Answer: Codable & Sendable>(
        to community: CommunityID, claim: IdempotencyClaim? = nil,
        _ body: @escaping @Sendable (borrowing Write) async throws -> Answer
    ) async throws -> Answer {
        try await Pending.answer(as: Answer.self) { tell in
            writers[Shard(of: community)]?.enqueue(
                SingleCommand<Answer>(community: community, claim: claim, tell: tell, body: body))
        }
    }

    /// Carries out a hot command together with others of its lane, and answers after the commit.
    ///
    /// - Throws: `EventLogError`; the failure that the batch answers the command with, or what it throws for it alone.
    package func submit<Batch: CommandBatch>(
        _ command: Batch.Command, to community: CommunityID, claim: IdempotencyClaim? = nil, in lane: BatchLane<Batch>
    ) async throws -> Batch.Answer {
        try await Pending.answer(as: Batch.Answer.self) { tell in
            enqueue(command, to: community, claim: claim, in: lane, tell)
        }
    }

    /// The same for one who does not wait: `then` is called after the commit by the shard's writer, whom it must not keep.
    package func submit<Batch: CommandBatch>(
        _ command: Batch.Command, to community: CommunityID, claim: IdempotencyClaim? = nil, in lane: BatchLane<Batch>,
        then: @escaping @Sendable (Result<Batch.Answer, any Error>) -> Void
    ) {
        enqueue(command, to: community, claim: claim, in: lane) { outcome in
            then(outcome.map { Pending.typed($0, as: Batch.Answer.self) })
        }
    }

    private func enqueue<Batch: CommandBatch>(
        _ command: Batch.Command, to community: CommunityID, claim: IdempotencyClaim?, in lane: BatchLane<Batch>,
        _ tell: @escaping Pending.Tell
    ) {
        writers[Shard(of: community)]?.enqueue(
            LaneCommand(command, community: community, claim: claim, lane: lane, tell: tell))
    }
}
