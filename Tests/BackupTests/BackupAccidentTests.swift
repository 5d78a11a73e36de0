import Foundation
import LocalDistrict
import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import DistrictBackup

/// What fails in the middle, and what does not fit.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BackupAccidentTests {
    @Test func `a copy that was broken off leaves nothing behind, at the servers neither`() async throws {
        try await FiveServers.run { five in
            await #expect(throws: (any Error).self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await BackupServers.with(file: five.file) { servers in
                            let taker = CopyTaker(five.archive, of: servers) { _ in
                                withUnsafeCurrentTask { task in
                                    guard let task else { return }
                                    task.cancel()
                                }
                            }
                            _ = try await taker.take(keep: nil)
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: five.archive.copies).isEmpty)
            let stopped = Stopped()
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await BackupServers.with(file: five.file) { servers in
                            try await running { (sessions: inout [ChildProcess]) -> Void in
                                withUnsafeCurrentTask { task in
                                    guard let task else { return }
                                    task.cancel()
                                }
                                try await servers.holdLog(of: .funds, by: &sessions)
                                try Task.checkCancellation()
                            } stopping: { session in
                                try await session.stop()
                                stopped.count.withLock { $0 += 1 }
                            } telling: { _ in
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(stopped.count.withLock { $0 } == 1, "who gives up while a session begins stops it too")
            for service in ServiceName.allCases {
                try await waitWhile { try await five.slots(service) != 0 }
            }
            try await five.archive.locked("take") {
                let error = await #expect(throws: BackupError.self) { try await five.take() }
                #expect(error?.description.contains("another process") == true)
            }
            // `O_PATH` opens what cannot be locked, as what lies on some mounted shares.
            let fault = #expect(throws: BackupError.self) {
                try Archive.lock(five.folder, 0o10_000_000, of: five.folder)
            }
            #expect(fault?.description.contains("another process") == false)
            _ = try await five.take()
            #expect(try await five.slots(.funds) == 0)
        }
    }

    @Test func `a silent server is not taken as received, and after an absence or a full disk the log is gone on with`()
        async throws
    {
        try await FiveServers.run { five in
            // Where a folder cannot be made, as on a full disk.
            let obstacle = five.archive.log(of: .funds)
            try Archive.makeFolder("\(five.archive.path)/wal")
            try Archive.makeFile(obstacle)
            try await five.beginning { changes in
                try await changes.told(.funds, .away)
                try FileManager.default.removeItem(atPath: obstacle)
                try await changes.told(.funds, .receiving)
            }
            try await five.receiving { changes in
                var trials: [Int] = []
                try await waitWhile {
                    trials = try five.trials(.funds)
                    return trials.isEmpty
                }
                #expect(trials.allSatisfy { $0 <= 10 }, "a server that vanished is not listened to for hours")

                // What another process receives at the same slot is not in this archive.
                let other = Archive("\(five.folder)/other")
                try Archive.makeFolder(other.log(of: .funds))
                try await BackupServers.with(file: five.file) { servers in
                    let facts = try await servers.facts(of: .funds)
                    let receiver = try await ChildProcess.start(ChildProcess.Command("/bin/sleep", ["60"]))
                    let keeper = LogKeeper(
                        other, from: servers, tell: { _ in },
                        shouldEnd: {
                            receiver.signal(SIGKILL)
                            return false
                        })
                    let state = LogState(identity: facts.identity, start: facts.position)
                    try await keeper.note(.funds, from: state, by: receiver) {}
                    try await receiver.stop()
                }
                #expect(try LogState.read(in: other.log(of: .funds))?.position == nil)

                _ = try await five.take()
                let sender = try #require(try await five.sender(.funds))
                #expect(kill(sender, SIGSTOP) == 0)
                try await five.execute(.funds, "INSERT INTO entry (number) VALUES (1)")
                let silent = try await five.received(of: [.registry])
                _ = try await five.received(of: [.registry])
                #expect(try #require(try five.completeThrough(.funds)) <= silent)
                #expect(kill(sender, SIGCONT) == 0)
                _ = try await five.received(of: [.funds])
                try await five.server(.funds).kill9()
                try await changes.told(.funds, .away)
                try await five.server(.funds).restart()
                try await changes.told(.funds, .receiving, times: 2)
                try await five.execute(.funds, "INSERT INTO entry (number) VALUES (2)")
                _ = try await five.received()
                #expect(changes.count(.funds, .gap) == 0 && changes.count(.registry, .away) == 0)
            }
            #expect(try await five.numbers(to: nil, of: [.funds]) == [.funds: [1, 2]])

            // A full disk kept the next segment from being begun.
            let log = try #require(try StoredLog.all(of: .funds, in: five.archive).last)
            let begun = try #require(try log.files.paths.values.first { $0.hasSuffix(LogFiles.partial) })
            try Data(count: 8_192).write(to: URL(filePath: begun))
            try await five.receiving { changes in
                try await five.execute(.funds, "INSERT INTO entry (number) VALUES (3)")
                _ = try await five.received()
                #expect(changes.count(.funds, .gap) == 0)
            }
            #expect(try await five.numbers(to: nil, of: [.funds]) == [.funds: [1, 2, 3]])
        }
    }

    @Test func `a log that was not kept, or whose slot is gone, has a gap, which is told until there is a new copy`()
        async throws
    {
        try await FiveServers.run(options: ["max_slot_wal_keep_size=32MB"]) { five in
            _ = try await five.prepare()
            for number in Int64(4)...10 {
                try await five.execute(.funds, "INSERT INTO entry (number) VALUES (\(number))")
                try await five.endSegment(.funds)
            }
            try await five.administer(.funds, ["CHECKPOINT"])
            // What the server keeps for a new slot begins there.
            try await five.administer(.workorders, ["CHECKPOINT"])
            while try await five.slots(.workorders) != 0 {
                try await five.administer(
                    .workorders,
                    ["SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active"])
            }
            try await five.receiving { changes in
                _ = try await five.received()
                #expect(changes.count(.funds, .gap) == 1 && changes.count(.workorders, .gap) == 1)
                #expect(changes.count(.ballots, .gap) == 0)
            }
            #expect(try StoredLog.all(of: .workorders, in: five.archive).count == 2)
            let before = try #require(try ArchiveSurvey(of: five.archive).copies.first)
            #expect(before.services.filter { $0.reason != nil }.map(\.service) == [.funds, .workorders])
            #expect(throws: BackupError.self) { try RestorePlan(five.archive, to: nil, of: [.funds]) }
            #expect(try await five.numbers(to: before.through, of: [.funds]) == [.funds: [1, 2, 3]])

            try await five.receiving { _ in
                _ = try await five.take()
                _ = try await five.received()
            }
            #expect(try await five.numbers(to: nil, of: [.funds]) == [.funds: Array(1...10)])
        }
    }

    @Test func `what databases know of each other is compared where they are brought back`() async throws {
        try await FiveServers.run { five in
            for service in [ServiceName.registry, .funds, .notices] {
                try await five.execute(service, "CREATE TABLE outbox (shard smallint, pos bigint, chain bytea)")
                try await five.execute(
                    service,
                    """
                    CREATE TABLE inbox_log (
                        source text, shard smallint, first_pos bigint, last_pos bigint, chain_last bytea)
                    """)
                try await five.execute(
                    service, "CREATE TABLE consumer_confirm (consumer text, shard smallint, pos bigint)")
            }
            try await five.execute(.registry, "INSERT INTO outbox VALUES (3, 1, '\\x01'), (3, 2, '\\x02')")
            try await five.execute(.registry, "INSERT INTO consumer_confirm VALUES ('funds', 3, 2), ('notices', 3, 2)")
            // One has applied all, the other one forgot the last of it, and has applied another event elsewhere.
            try await five.execute(
                .funds, "INSERT INTO inbox_log VALUES ('registry', 3, 1, 1, '\\x01'), ('registry', 3, 2, 2, '\\x02')")
            try await five.execute(
                .notices,
                "INSERT INTO inbox_log VALUES ('registry', 3, 1, 1, '\\x01'), ('registry', 4, 1, 7, '\\x07')")
            let copy = try await five.take()
            let plan = try RestorePlan(five.archive, to: copy.moment, of: [])
            let outcome = try await Restorer(plan, into: Restorer.places(in: "\(five.folder)/back")).restore { _ in }
            let found = outcome.misfits.map { "\($0.service) \($0.source) \($0.shard) \($0.position)" }
            #expect(found == ["notices registry 3 2", "notices registry 4 7"], "\(outcome.misfits)")
        }
    }
}

private final class Stopped: Sendable {
    let count = Mutex(0)
}
