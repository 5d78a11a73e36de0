import CoreMetrics
import Logging
import Model
import Postgres

/// How a batch of commands is carried out, and what happens to it after accidents.
extension ShardWriter {
    /// Runs the batch; after an accident that is nobody's and everybody's, runs its halves, until the one that causes it
    /// stands alone and is refused.
    ///
    /// `held` is the connection to use, as long as it serves.
    func carryOut(_ batch: [any QueuedCommand], on held: Held) async {
        metrics.batchSize.record(batch.count)
        var parts = separateRepetitions(batch)
        while let next = parts.popLast() {
            if let closure {
                refuse(next, because: closure)
                continue
            }
            let part = refuseLate(next)
            guard !part.isEmpty else { continue }
            var settled = part
            do {
                let postponed = try await attempt(part, on: held)
                if !postponed.isEmpty {
                    parts.append(contentsOf: postponed.reversed())
                    let waiting = Set(postponed.joined().map(ObjectIdentifier.init))
                    settled.removeAll { waiting.contains(ObjectIdentifier($0)) }
                }
            } catch let error as EventLogError {
                for command in part { command.refuse(error) }
            } catch is Exhausted where part.count == 1 {
                part[0].refuse(EventLogError.unavailable)
            } catch  where part.count == 1 {
                part[0].refuse(error)
            } catch {
                logger.debug("a batch failed and is run in halves", error: error)
                parts.append(Array(part[(part.count / 2)...]))
                parts.append(Array(part[..<(part.count / 2)]))
                continue
            }
            for command in settled { command.settle() }
        }
    }

    /// Refuses what has waited too long: its caller may have given up, and sent it again without a key.
    ///
    /// - Returns: the others.
    private func refuseLate(_ part: [any QueuedCommand]) -> [any QueuedCommand] {
        let limit = ContinuousClock.now - limits.patience
        // The first has waited longest.
        guard part[0].since < limit else { return part }
        refuse(part.filter { $0.since < limit })
        return part.filter { $0.since >= limit }
    }

    /// Two commands with one idempotency key must not meet in one transaction: the later waits for the earlier's
    /// answer.
    ///
    /// The parts are to be taken from the end.
    private func separateRepetitions(_ batch: [any QueuedCommand]) -> [[any QueuedCommand]] {
        var names: Set<[String]> = []
        var first: [any QueuedCommand] = []
        var later: [any QueuedCommand] = []
        first.reserveCapacity(batch.count)
        for command in batch {
            let isFirst = command.claim.map { names.insert($0.name).inserted } ?? true
            if isFirst { first.append(command) } else { later.append(command) }
        }
        return later.isEmpty ? [first] : later.reversed().map { [$0] } + [first]
    }

    /// Carries out the part in one transaction.
    ///
    /// - Returns: groups that met with another session's doing, to be carried out in transactions of their own; nothing
    ///   of them was done.
    private func attempt(
        _ part: [any QueuedCommand], on held: Held
    ) async throws -> [[any QueuedCommand]] {
        let claims = part.compactMap(\.claim)
        // Commands with a claim are not begun before it is known that none was answered before.
        let opening = claims.isEmpty ? Self.opening(of: part) : nil
        let queries = claims.isEmpty ? opening.map { [$0] } ?? [] : [IdempotencyStore.query(for: claims)]
        let done: Done = try await transaction(on: held, opening: queries, keepsPlans: opening != nil) { transaction in
            if opening != nil {
                try await Self.run(part, opening: transaction.opening.last, in: transaction)
                return Done(commands: part)
            }
            let fresh = try Self.adoptStoredAnswers(part, from: transaction.opening.first)
            let groups = Self.groups(of: fresh)
            guard groups.count > 1 else {
                for group in groups { try await Self.run(group, in: transaction) }
                return Done(commands: fresh)
            }
            var postponed: [[any QueuedCommand]] = []
            for group in groups { try await Self.runIsolated(group, in: transaction, postponing: &postponed) }
            let waiting = Set(postponed.joined().map(ObjectIdentifier.init))
            return Done(
                commands: waiting.isEmpty ? fresh : fresh.filter { !waiting.contains(ObjectIdentifier($0)) },
                postponed: postponed)
        } commit: { done in
            try IdempotencyStore.insertion(of: done.commands).map { [$0] } ?? []
        }
        return done.postponed
    }

    private struct Done: Sendable {
        let commands: [any QueuedCommand]
        var postponed: [[any QueuedCommand]] = []
    }

    /// Commands of one lane and community stand together unless another command of that community is between them: so
    /// each community keeps its order, and communities that share the shard do not tear each other's groups apart.
    static func groups(of commands: [any QueuedCommand]) -> [[any QueuedCommand]] {
        var groups: [[any QueuedCommand]] = []
        var latest: [CommunityID: Int] = [:]
        var previous: (community: CommunityID, group: Int)?
        for command in commands {
            let community = command.community
            let group = previous?.community == community ? previous?.group : latest[community]
            if let group, let lane = command.lane, groups[group][0].lane == lane {
                groups[group].append(command)
                previous = (community, group)
            } else {
                latest[community] = groups.count
                previous = (community, groups.count)
                groups.append([command])
            }
        }
        return groups
    }

    /// What can travel with the opening of the transaction: a statement of a part that is one group.
    private static func opening(of part: [any QueuedCommand]) -> SQL? {
        guard part[0].lane != nil, groups(of: part).count == 1 else { return nil }
        return part[0].opening(together: part)
    }

    private static func run(
        _ group: [any QueuedCommand], opening: PostgresResult? = nil, in transaction: ShardTransaction
    ) async throws {
        try await group[0].run(together: group, opening: opening, in: transaction.write(for: group[0].community))
    }

    /// One bad command never sinks its batch: it is refused, and what it did is undone.
    private static func runIsolated(
        _ group: [any QueuedCommand], in transaction: ShardTransaction,
        postponing postponed: inout [[any QueuedCommand]]
    ) async throws {
        do {
            try await transaction.savepoint { try await run(group, in: transaction) }
        } catch let error as PostgresError where error.isContention {
            postponed.append(group)
        } catch let error as PostgresError where error.isRetriable || error.isConnectionLoss {
            throw error
        } catch  where group.count == 1 {
            group[0].refuse(error)
        } catch {
            try await runIsolated(Array(group[..<(group.count / 2)]), in: transaction, postponing: &postponed)
            try await runIsolated(Array(group[(group.count / 2)...]), in: transaction, postponing: &postponed)
        }
    }

    /// - Returns: the commands that have no stored answer.
    private static func adoptStoredAnswers(
        _ part: [any QueuedCommand], from result: PostgresResult?
    ) throws -> [any QueuedCommand] {
        guard let result else { return part }
        let stored = try IdempotencyStore.answers(in: result)
        guard !stored.isEmpty else { return part }
        return try part.filter { command in
            guard let claim = command.claim, let earlier = stored[claim.name] else { return true }
            if earlier.requestHash == claim.requestHash {
                try command.adopt(earlier.answer)
            } else {
                command.refuse(EventLogError.keyReused)
            }
            return false
        }
    }
}
