import FoundationEssentials
import LocalDistrict
package import Model

/// What a server says of itself.
package struct ServerFacts: Encodable, Sendable {
    package let service: ServiceName
    let identity: LogIdentity
    package let version: String
    /// The end of its log.
    let position: LogPosition

    private enum CodingKeys: String, CodingKey { case service, identity, version }
}

/// Where a server's log stands after a moment.
struct Pulse: Sendable {
    /// By the server's clock; all that was committed until then stands before the position.
    let moment: Timestamp
    let position: LogPosition
}

/// That a server keeps its log for whoever receives it.
struct Slot: Sendable {
    /// What stands before was received and is on disk; nil where what was not had to be removed
    /// (`max_slot_wal_keep_size`).
    let position: LogPosition?
    /// Whether somebody receives.
    let isActive: Bool
}

extension BackupServers {
    /// - Throws: `BackupError.unanswered`, also of a server that is in recovery; `BackupError.refused` of one that has
    ///   tablespaces: copies of them lie outside of the copy, or over the server's own.
    package func facts(of service: ServiceName) async throws -> ServerFacts {
        let rows = try await ask(
            service,
            [
                """
                SELECT system_identifier, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
                    (SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'), pg_current_wal_insert_lsn(),
                    split_part(current_setting('server_version'), ' ', 1),
                    (SELECT count(*) FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global'))
                FROM pg_control_system()
                """
            ])
        guard let row = rows.first, row.count == 6, let timeline = UInt32(row[1], radix: 16),
            let segmentBytes = UInt64(row[2]), segmentBytes > 0, let position = LogPosition(row[3])
        else { throw unexpected(rows, from: service) }
        guard row[5] == "0" else {
            throw BackupError.refused("the server of \(service.rawValue) has tablespaces, which are not copied")
        }
        return ServerFacts(
            service: service,
            identity: LogIdentity(systemIdentifier: row[0], timeline: timeline, segmentBytes: segmentBytes),
            version: row[4], position: position)
    }

    /// Commits something, so that recovery to the moment before it finds where to stop.
    ///
    /// The position is the end of a record: one that a server tells of its log may be behind the head of a page that it
    /// has not begun, which it reaches with the next record only.
    ///
    /// - Throws: `BackupError.unanswered`
    func pulse(of service: ServiceName) async throws -> Pulse {
        try await readPulse(ask(service, Self.pulseStatements), of: service)
    }

    /// Also tells what the receiver of a slot has on disk a moment later, which as a rule is beyond the pulse.
    ///
    /// - Throws: `BackupError.unanswered`
    func pulse(
        of service: ServiceName, receivedBy slot: String
    ) async throws -> (pulse: Pulse, received: LogPosition?) {
        // A question of its own would be a program of its own. It comes last, since what was received before the pulse
        // never reaches it, and later: what nobody waits for is written out, and so sent, within `wal_writer_delay`,
        // which is 0.2 s unless it was set.
        let rows = try await ask(
            service, as: slot, Self.pulseStatements + ["SELECT FROM pg_sleep(0.3)", Self.slotStatement])
        let pulse = try readPulse(Array(rows.prefix(3)), of: service)
        return (pulse, try readSlot(rows.dropFirst(3).first, of: service)?.position)
    }

    private static let pulseStatements = [
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", "SELECT pg_current_xact_id()",
        "SELECT pg_logical_emit_message(false, 'tongti', '')",
    ]

    private func readPulse(_ rows: [[String]], of service: ServiceName) throws -> Pulse {
        guard rows.count == 3, let moment = Int64(rows[0][0]), let position = LogPosition(rows[2][0]) else {
            throw unexpected(rows, from: service)
        }
        return Pulse(moment: Timestamp(microseconds: moment), position: position)
    }

    // MARK: - Slots, each of the name of the session

    /// - Returns: nil where there is none.
    /// - Throws: `BackupError.unanswered`
    func slot(_ name: String, on service: ServiceName) async throws -> Slot? {
        try await readSlot(ask(service, as: name, [Self.slotStatement]).first, of: service)
    }

    private static let slotStatement = """
        SELECT CASE WHEN wal_status <> 'lost' THEN restart_lsn END, active FROM pg_replication_slots
        WHERE slot_name = current_setting('application_name')
        """

    private func readSlot(_ row: [String]?, of service: ServiceName) throws -> Slot? {
        guard let row else { return nil }
        guard row.count == 2 else { throw unexpected([row], from: service) }
        return Slot(position: LogPosition(row[0]), isActive: row[1] == "t")
    }

    /// Has the server keep its log from now on, instead of from where it could not.
    ///
    /// - Returns: where what is kept begins.
    /// - Throws: `BackupError.unanswered`, also while somebody receives.
    func makeSlot(_ name: String, on service: ServiceName) async throws -> LogPosition {
        let rows = try await ask(
            service, as: name,
            [
                """
                SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
                WHERE slot_name = current_setting('application_name')
                """,
                "SELECT lsn FROM pg_create_physical_replication_slot(current_setting('application_name'), true)",
            ])
        guard let row = rows.last, let position = LogPosition(row[0]) else { throw unexpected(rows, from: service) }
        return position
    }

    /// Has the server keep its log for as long as the session lives that this begins, which ends with this process.
    ///
    /// - Throws: `BackupError.failed`, `BackupError.unanswered`; the session is among the others all the same.
    func holdLog(of service: ServiceName, by sessions: inout [ChildProcess]) async throws {
        let script = "\(scratch)/\(UUID())"
        let answer = "\(script).held"
        try Archive.makeFile(
            script,
            Data(
                """
                SELECT pg_create_physical_replication_slot(current_setting('application_name'), true, true) \\g :answer
                SELECT 'held' \\watch 5

                """.utf8))
        let options = ["--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--set", "answer=\(answer)", "--output", "/dev/null"]
        let session = try await ChildProcess.start(
            command(
                "psql", options + ["--file", script], to: service,
                as: "tongti_take_\(UUID().uuidString.prefix(8).lowercased())", log: "\(script).log"))
        sessions.append(session)
        let limit = ContinuousClock.now + .seconds(30)
        while !FileManager.default.fileExists(atPath: answer) {
            guard !session.hasEnded else {
                throw BackupError.failed(service, Self.lastWords("\(script).log") ?? "psql has ended")
            }
            guard ContinuousClock.now < limit else { throw BackupError.unanswered(service, "it keeps no log") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func unexpected(_ rows: [[String]], from service: ServiceName) -> BackupError {
        .unanswered(service, "it says \(rows)")
    }
}
