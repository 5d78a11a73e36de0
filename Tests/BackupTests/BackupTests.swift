import Foundation
import LocalDistrict
import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import DistrictBackup

/// Copies of five real servers, and what comes back of them.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BackupTests {
    @Test func `what was committed before a moment comes back, and nothing of after it, though commits race`()
        async throws
    {
        try await FiveServers.run { five in
            let race = Race()
            let bounds = try await five.receiving { _ in
                try await withThrowingTaskGroup(of: Bounds?.self) { group in
                    group.addTask {
                        try await race.run(five)
                        return nil
                    }
                    group.addTask {
                        defer { race.end() }
                        _ = try await five.take()
                        try await race.reaches(race.last + 100)
                        let before = race.last
                        let bounds = Bounds(before: before, moment: try await five.received(), after: race.last)
                        try await race.reaches(race.last + 100)
                        // Else nothing of these may be in the log that there is then.
                        _ = try await five.received()
                        return bounds
                    }
                    var bounds: Bounds?
                    for try await value in group { bounds = bounds ?? value }
                    return try #require(bounds)
                }
            }
            let numbers = try await five.numbers(to: bounds.moment)
            let recorded = try #require(numbers[.registry])
            let applied = try #require(numbers[.funds])
            #expect(recorded == Array(1...Int64(recorded.count)), "nothing is missing in between")
            #expect(Int64(recorded.count) >= bounds.before && Int64(recorded.count) <= bounds.after + 1)
            #expect(Set(applied).isSubset(of: recorded), "nobody knows what was not recorded")
            #expect(recorded.count - applied.count <= 1)

            let newest = try await five.numbers(to: nil)
            #expect(try #require(newest[.registry]).count > recorded.count)
        }
    }

    @Test func `damage is found, is not taken for a log's end, and what leads nowhere is neither listed nor restored`()
        async throws
    {
        try await FiveServers.run { five in
            let copy = try await five.prepare()
            #expect(try await five.check().isEmpty)
            let unfinished = "20200101T000000.000Z"
            try Archive.makeFolder("\(five.archive.copies)/\(unfinished)")
            let survey = try ArchiveSurvey(of: five.archive)
            #expect(survey.copies.map(\.name) == [copy.copy] && survey.unfinished == [unfinished])
            let listed = try #require(survey.copies.first)
            #expect(listed.through > listed.moment && listed.services.allSatisfy { $0.reason == nil })

            #expect(try await five.numbers(to: nil, of: [.workorders]) == [.workorders: [1, 2, 3]])
            let copied = try #require(try five.archive.completeCopies().first).server(of: .workorders)
            let received = try #require(try StoredLog.continuing(copied, of: .workorders, in: five.archive))
            let segment = copied.identity.segment(before: copied.end)
            let record = copied.end.bytes - copied.identity.start(of: segment).bytes + 30
            try FiveServers.flip(try #require(try received.files.paths[segment]), at: record)
            #expect(try await five.check().map(\.service) == [.workorders])
            await #expect(throws: BackupError.self) { try await five.numbers(to: nil, of: [.workorders]) }
            try FiveServers.flip(try #require(try received.files.paths[segment]), at: record)

            // Nothing but the manifest would notice it: what was committed has no checksum.
            let file = "\(five.archive.copies)/\(copy.copy)/funds/data/pg_xact/0000"
            try FiveServers.flip(file, at: 100)
            let faults = try await five.check()
            #expect(faults.map(\.service) == [.funds] && faults.first?.copy == copy.copy, "\(faults)")
            await #expect(throws: BackupError.self) { try await five.numbers(to: copy.moment, of: [.funds]) }
            try FiveServers.flip(file, at: 100)

            let server = try #require(try five.archive.completeCopies().first).server(of: .ballots)
            let log = try #require(try StoredLog.continuing(server, of: .ballots, in: five.archive))
            let middle = try #require(try log.files.paths[server.identity.segment(before: server.end) + 1])
            try FileManager.default.removeItem(atPath: middle)
            let gap = try await five.check()
            #expect(gap.map(\.service) == [.ballots] && gap.first?.copy == nil, "\(gap)")
            let after = try #require(try ArchiveSurvey(of: five.archive).copies.first)
            #expect(after.through == after.moment)
            #expect(after.services.first { $0.service == .ballots }?.reason?.contains("lacks") == true)
            #expect(throws: BackupError.self) { try RestorePlan(five.archive, to: listed.through, of: []) }
            #expect(throws: BackupError.self) { try RestorePlan(five.archive, to: nil, of: [.ballots]) }
            #expect(try await five.numbers(to: after.moment, of: [.ballots]) == [.ballots: [1]])
        }
    }

    @Test func `what is there stays: content of a folder, the work of another restore, an archive of another history`()
        async throws
    {
        try await FiveServers.run { five in
            let copy = try await five.take()
            let plan = try RestorePlan(five.archive, to: copy.moment, of: [.funds])
            let (volume, elsewhere) = ("\(five.folder)/volume", "\(five.folder)/elsewhere")
            for folder in [volume, elsewhere] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            try FileManager.default.createSymbolicLink(atPath: "\(elsewhere)/funds", withDestinationPath: volume)
            let missing = "\(five.folder)/back/funds"
            for (first, second) in [(missing, missing), (volume, "\(elsewhere)/funds")] {
                try await Restorer(plan, into: [.funds: first]).locked {
                    let error = await #expect(throws: BackupError.self) {
                        try await Restorer(plan, into: [.funds: second]).restore { _ in }
                    }
                    #expect(error?.description.contains("another process") == true)
                }
            }

            let place = "\(five.folder)/precious"
            let late = try Restorer(plan, into: [.funds: place])
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try Data("precious".utf8).write(to: URL(filePath: "\(place)/file"))
            #expect(throws: BackupError.self) { try Restorer(plan, into: [.funds: place]) }
            await #expect(throws: BackupError.self) { try await late.restore { _ in } }
            #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["file"])

            #expect(throws: BackupError.self) {
                try RestorePlan(five.archive, to: Timestamp(microseconds: copy.moment.microseconds - 1), of: [])
            }

            let description = "\(five.archive.copies)/\(copy.copy)/copy.json"
            let facts = try #require(try Archive.read(BackupCopy.self, description))
            let changes: [(words: String, change: @Sendable (inout BackupCopy.Server) -> Void)] = [
                ("system identifier", { $0.identity.systemIdentifier += "1" }),
                ("restored since", { $0.identity.timeline += 1 }),
                ("set back", { $0.end = LogPosition(bytes: $0.end.bytes + 1 << 30) }),
            ]
            for (words, change) in changes {
                var other = facts
                var server = try #require(other.services["funds"])
                change(&server)
                other.services["funds"] = server
                try Archive.write(other, to: description)
                let error = await #expect(throws: BackupError.self) { try await five.take() }
                #expect(error?.description.contains(words) == true)
            }
            try Archive.write(facts, to: description)

            try await five.administer(
                .notices, ["SET allow_in_place_tablespaces = true", "CREATE TABLESPACE apart LOCATION ''"])
            let error = await #expect(throws: BackupError.self) { try await five.take() }
            #expect(error?.description.contains("tablespaces") == true)
            #expect(try five.archive.unfinishedCopies().isEmpty)
        }
    }

    @Test func `older copies go with the log that only they need`() async throws {
        try await FiveServers.run { five in
            let first = try await five.prepare()
            let old = try #require(try five.archive.completeCopies().first).server(of: .registry)
            try Archive.makeFolder("\(five.archive.copies)/20200101T000000.000Z")
            try await five.receiving { _ in
                let second = try await five.take(keep: 1)
                #expect(second.removed.sorted() == ["20200101T000000.000Z", first.copy].sorted())
                _ = try await five.received()
            }
            #expect(try five.archive.completeCopies().count == 1)
            let log = try #require(try StoredLog.all(of: .registry, in: five.archive).first)
            #expect(try log.files.paths[old.identity.segment(before: old.end)] == nil)
            #expect(
                try #require(try ArchiveSurvey(of: five.archive).copies.first).services.allSatisfy { $0.reason == nil })
            #expect(try await five.check().isEmpty)
        }
    }
}

/// A moment, what was committed before it, and at most one less than what was committed then.
private struct Bounds: Sendable {
    let before: Int64
    let moment: Timestamp
    let after: Int64
}

/// What is recorded by one service is applied by another one, as fast as it goes.
private final class Race: Sendable {
    private struct State {
        var last: Int64 = 0
        var isEnded = false
    }

    private let state = Mutex(State())

    /// The last that was recorded and applied.
    var last: Int64 { state.withLock(\.last) }

    func end() { state.withLock { $0.isEnded = true } }

    func run(_ five: FiveServers) async throws {
        let recorder = try await PostgresConnection.connect(five.server(.registry).configuration)
        let follower = try await PostgresConnection.connect(five.server(.funds).configuration)
        while !state.withLock(\.isEnded) {
            let next = last + 1
            try await recorder.execute("INSERT INTO entry (number) VALUES (\(next))")
            try await follower.execute("INSERT INTO entry (number) VALUES (\(next))")
            state.withLock { $0.last = next }
        }
        await recorder.close()
        await follower.close()
    }

    func reaches(_ number: Int64) async throws {
        try await waitWhile { last < number }
    }
}
