import FoundationEssentials
import LocalDistrict
import Model
import NIOCore
import Postgres

/// R1: a roll of 200,000 units is imported over HTTP, against `psql \copy` of the same file into an indexed table of
/// the same server.
///
/// R2: the same roll with one unit in a hundred changed, against its first import.
///
/// Each pair imports into a community of its own, under an idempotency key, as the command line does.
struct RollImport: Sendable {
    let district: BenchDistrict
    let pairs: Int
    let units: Int

    private static let seed: UInt64 = 20_261_126

    func measure() async throws -> [Goal] {
        var first = Goal(
            name: "R1", what: "import of a roll over HTTP / psql \\copy of its file into an indexed table",
            unit: "rows/s",
            bound: .atLeast(0.5), pairs: Pairs())
        var again = Goal(
            name: "R2", what: "import of the roll with 1 % of its units changed / its first import", unit: "s",
            bound: .atMost(0.5), pairs: Pairs())
        let desk = try await RollDesk(district)
        let copy = try await PsqlCopy(server: .registry, in: district)
        var roll = RollFileMaker(units: units, seed: Self.seed)
        let (rows, owners, file) = (Double(roll.rows), roll.ownerCount, roll.text)
        let path = "\(district.district.directory.path)/roll.csv"
        try Data(file.utf8).write(to: URL(filePath: path))
        let change = roll.change()
        let next = ByteBuffer(string: roll.text)
        let body = ByteBuffer(string: file)
        // The first of everything is slower: plans, caches, pages that the allocator asks for.
        _ = try await copy.run(path, rows: Int(rows))
        _ = try await desk.importRoll(body, of: try await desk.register("warm"))
        try await desk.settle()
        for pair in 1...pairs {
            try await copy.settle(district.district.postgres(of: .registry).database)
            let quiet = try Quiet()
            let bare = try await copy.run(path, rows: Int(rows)).inSeconds
            let community = try await desk.register("r1-\(pair)")
            let cpu = try cpu()
            let took = try await desk.importRoll(body, of: community)
            let used = (service: try self.cpu().service - cpu.service, database: try self.cpu().database - cpu.database)
            first.pairs.add(subject: rows / took.inSeconds, baseline: rows / bare, try quiet.verdict())
            first.failures += try await desk.accounts(of: community, units: units)
            try await desk.settle()
            try await copy.settle(district.district.postgres(of: .registry).database)
            let events = try await desk.eventCount()
            let quietAgain = try Quiet()
            let tookAgain = try await desk.importRoll(next, of: community)
            again.pairs.add(subject: tookAgain.inSeconds, baseline: took.inSeconds, try quietAgain.verdict())
            again.failures += try await desk.accounts(of: community, units: units - change.removed)
            again.failures += try await desk.accounts(of: change, after: events)
            try await desk.settle()
            Progress.say(
                "R1 pair \(pair): \(took.inSeconds.short) s, \\copy \(bare.short) s (service \(used.service.short) s and "
                    + "database \(used.database.short) s of a processor); again \(tookAgain.inSeconds.short) s")
        }
        first.remarks.append(
            "\(units) units, \(Int(rows)) rows, \(owners) owners, \(file.utf8.count / 1_000) kB; seed \(Self.seed)")
        first.remarks.append("the registry's highest resident memory: \(try peakMiB()) MiB")
        again.remarks.append(
            "\(change.units) units differ, \(change.removed) are gone, \(change.people) telephone numbers")
        return [first, again]
    }

    private func cpu() throws -> (service: Double, database: Double) {
        let table = try ProcessTable()
        return (
            table.cpuSeconds(below: try district.pid(of: .service(.registry))),
            table.cpuSeconds(below: try district.pid(of: .postgres(.registry)))
        )
    }

    private func peakMiB() throws -> String {
        ProcFile.peakMiB(of: try district.pid(of: .service(.registry)))?.short ?? "unknown"
    }
}

/// The registry as the one who imports rolls sees it, and a look into its database.
private struct RollDesk {
    let district: BenchDistrict
    private let communities: String
    private let authorization: String

    init(_ district: BenchDistrict) async throws {
        self.district = district
        communities = "\(district.district.url(of: .registry))/v1/communities"
        authorization = try await TokenDesk(district).token(
            #"{"subject":"bench","operator":true,"roles":[],"lifetimeSeconds":43200}"#)
    }

    /// - Returns: the community's code.
    func register(_ community: String) async throws -> String {
        try await Calls.command(
            communities, authorization: authorization,
            #"{"code":"\#(community)","name":"测量小区","jurisdiction":"national","fundStatus":"none","parkingCounts":false}"#
        )
        return community
    }

    /// - Returns: the time from the request's first byte to the answer's last.
    func importRoll(_ file: ByteBuffer, of community: String) async throws -> Duration {
        let url = "\(communities)/\(community)/roll"
        let start = ContinuousClock.now
        let answer = try await Calls.post(
            url, authorization: authorization, file, mediaType: "text/csv", key: UUID().uuidString)
        let took = ContinuousClock.now - start
        guard answer.status == 200 else { throw BenchFault("\(url): \(answer.status) \(answer.body.prefix(2_000))") }
        return took
    }

    /// Waits until the relay has sent what there is, so that it takes nothing from what is measured next.
    func settle() async throws {
        let limit = ContinuousClock.now + .seconds(180)
        let count = Double(try await eventCount())
        let url = district.district.url(of: .registry)
        while try await Calls.counter("tongti_relay_events_total", at: url) < count {
            guard .now < limit else { throw BenchFault("the relay has not sent \(count) events after 180 s") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func eventCount() async throws -> Int64 {
        try await district.connected(to: .registry) { connection in
            try await connection.query("SELECT count(*) FROM outbox", as: Int64.self).first ?? 0
        }
    }

    /// The roll is stored as a whole.
    func accounts(of community: String, units: Int) async throws -> [String] {
        let counts = try await district.connected(to: .registry) { connection in
            try await connection.query(
                """
                SELECT (SELECT count(*) FROM unit WHERE community = \(community)),
                    (SELECT units FROM roll WHERE community = \(community))
                """, as: (Int64, Int64).self)
        }
        guard let (stored, counted) = counts.first, stored == units, counted == units else {
            return ["\(community): \(units) units were accepted, and \(counts) are stored and counted"]
        }
        return []
    }

    /// What changed was published, and nothing else.
    func accounts(of change: RollFileMaker.Change, after events: Int64) async throws -> [String] {
        let counts = try await district.connected(to: .registry) { connection in
            try await connection.query(
                """
                SELECT coalesce(sum(jsonb_array_length(convert_from(payload, 'UTF8')::jsonb -> 'units'))
                        FILTER (WHERE type LIKE '%.UnitsRecorded.%'), 0)::bigint,
                    coalesce(sum(jsonb_array_length(convert_from(payload, 'UTF8')::jsonb -> 'units'))
                        FILTER (WHERE type LIKE '%.UnitsRemoved.%'), 0)::bigint
                FROM (SELECT type, payload FROM outbox ORDER BY recorded_at, pos OFFSET \(events)) AS published
                """, as: (Int64, Int64).self)
        }
        guard let (recorded, removed) = counts.first, recorded == change.units, removed == change.removed else {
            return ["\(change.units) units differ and \(change.removed) are gone, and \(counts) were published"]
        }
        return []
    }
}
