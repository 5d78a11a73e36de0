package import Model

/// What a server says of itself.
package struct ServerFacts: Encodable, Sendable {
    package let service: ServiceName
    package let identity: LogIdentity
    package let version: String
}

/// Where a server's log stands after a moment.
struct Pulse: Sendable {
    /// By the server's clock; all that was committed until then stands before the position.
    let moment: Timestamp
    let position: LogPosition
}

/// How the server keeps its log for whoever receives it.
enum KeptLog: Equatable, Sendable {
    case notAtAll
    /// From there on; what stands before was received and is on disk.
    case from(LogPosition, isReceived: Bool)
    /// It had to be removed, because nobody received it for too long (`max_slot_wal_keep_size`).
    case lost
}

extension BackupServers {
    /// - Throws: `BackupError.unanswered`, also of a server that is in recovery.
    package func facts(of service: ServiceName) async throws -> ServerFacts {
        let rows = try await ask(
            service,
            [
                """
                SELECT system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8),
                    (SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'),
                    split_part(current_setting('server_version'), ' ', 1)
                FROM pg_control_system()
                """
            ])
        guard let row = rows.first, row.count == 4, let timeline = UInt32(row[1], radix: 16),
            let segmentBytes = UInt64(row[2]), segmentBytes > 0
        else { throw unexpected(rows, from: service) }
        return ServerFacts(
            service: service,
            identity: LogIdentity(systemIdentifier: row[0], timeline: timeline, segmentBytes: segmentBytes),
            version: row[3])
    }

    /// - Throws: `BackupError.unanswered`
    func clock(of service: ServiceName) async throws -> Timestamp {
        let rows = try await ask(service, [Self.clock])
        guard let moment = Self.moment(rows.first) else { throw unexpected(rows, from: service) }
        return moment
    }

    /// Commits something, so that recovery to the moment before it finds where to stop.
    ///
    /// - Throws: `BackupError.unanswered`
    func pulse(of service: ServiceName) async throws -> Pulse {
        let rows = try await ask(
            service, [Self.clock, "SELECT pg_current_xact_id()", "SELECT pg_current_wal_insert_lsn()"])
        guard rows.count == 3, let moment = Self.moment(rows[0]),
            let position = rows[2].first.flatMap({ LogPosition($0) })
        else { throw unexpected(rows, from: service) }
        return Pulse(moment: moment, position: position)
    }

    // MARK: - Slots, each of the name of the session

    /// - Throws: `BackupError.unanswered`
    func keptLog(of service: ServiceName, for name: SessionName) async throws -> KeptLog {
        let rows = try await ask(
            service, as: name,
            [
                """
                SELECT coalesce(restart_lsn::text, 'none'), coalesce(wal_status, 'none'), active
                FROM pg_replication_slots WHERE slot_name = current_setting('application_name')
                """
            ])
        guard let row = rows.first else { return .notAtAll }
        guard row.count == 3 else { throw unexpected(rows, from: service) }
        guard row[1] != "lost", let position = LogPosition(row[0]) else { return .lost }
        return .from(position, isReceived: row[2] == "t")
    }

    /// Has the server keep its log from now on.
    ///
    /// - Throws: `BackupError.unanswered`
    func makeSlot(on service: ServiceName, for name: SessionName) async throws {
        _ = try await ask(
            service, as: name, ["SELECT pg_create_physical_replication_slot(current_setting('application_name'), true)"]
        )
    }

    /// Has the server keep it no more; fine where it does not.
    ///
    /// - Throws: `BackupError.unanswered`, also while somebody receives.
    func dropSlot(on service: ServiceName, for name: SessionName) async throws {
        _ = try await ask(
            service, as: name,
            [
                """
                SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
                WHERE slot_name = current_setting('application_name')
                """
            ])
    }

    /// Begins to receive a server's log into a folder, at the end of what is there.
    ///
    /// - Throws: `LaunchError`
    func receive(from service: ServiceName, into folder: String, as name: SessionName) async throws -> LogReceiver {
        try await LogReceiver.start(
            command(
                "pg_receivewal",
                ["--directory", folder, "--slot", name.rawValue, "--synchronous", "--no-loop"], to: service, as: name,
                log: "\(folder)/receive.log"))
    }

    // MARK: - Answers

    private static let clock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

    private static func moment(_ row: [String]?) -> Timestamp? {
        row?.first.flatMap { Int64($0) }.map { Timestamp(microseconds: $0) }
    }

    private func unexpected(_ rows: [[String]], from service: ServiceName) -> BackupError {
        .unanswered(service, reason: "it says \(rows)")
    }
}
