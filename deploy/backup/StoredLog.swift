import FoundationEssentials
import Glibc
import Model

/// What `log.json` says of the segments beside it.
struct LogState: Codable, Sendable {
    var identity: LogIdentity
    /// From where on it was received; what no copy needs any more is removed.
    var start: LogPosition
    /// All that was committed until then is in the log; nil before the first pulse.
    var completeThrough: Timestamp?
    /// Beyond the record by which that is known.
    var position: LogPosition?

    private static let file = "log.json"

    /// - Returns: nil where none is being received.
    static func read(in folder: String) throws -> LogState? { try Archive.read(LogState.self, "\(folder)/\(file)") }

    func write(in folder: String) throws { try Archive.write(self, to: "\(folder)/\(Self.file)") }
}

/// A part of a service's log without a gap, as `receive` wrote it.
struct StoredLog: Sendable {
    let folder: String
    let state: LogState

    var files: LogFiles { get throws { try LogFiles(in: folder, of: state.identity) } }

    /// Those of a service, the one that is being written last; where something was lost there are several.
    static func all(of service: ServiceName, in archive: Archive) throws -> [StoredLog] {
        let earlier = try FileManager.default.contentsOfDirectory(atPath: archive.earlierLogs).sorted()
            .filter { $0.hasPrefix("\(service.rawValue)-") }.map { "\(archive.earlierLogs)/\($0)" }
        return try (earlier + [archive.log(of: service)]).compactMap { folder in
            try LogState.read(in: folder).map { StoredLog(folder: folder, state: $0) }
        }
    }

    /// The log that goes on from a copy.
    static func continuing(
        _ copy: BackupCopy.Server, of service: ServiceName, in archive: Archive
    ) throws -> StoredLog? {
        try all(of: service, in: archive).last { log in
            guard log.state.identity == copy.identity, let position = log.state.position, position >= copy.end else {
                return false
            }
            return try log.files.paths[copy.identity.segment(before: copy.end)] != nil
        }
    }
}

/// The segments in a folder.
struct LogFiles: Sendable {
    let folder: String
    let identity: LogIdentity
    /// By their numbers; the last may be one that is being written.
    private(set) var paths: [UInt64: String] = [:]

    static let partial = ".partial"

    /// - Throws: errors of the file system.
    init(in folder: String, of identity: LogIdentity) throws {
        self.folder = folder
        self.identity = identity
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let isPartial = name.hasSuffix(Self.partial)
            let segment = identity.segment(named: String(isPartial ? name.dropLast(Self.partial.count) : name[...]))
            // Where both are there the whole one comes first, and stays.
            if let segment, paths[segment] == nil { paths[segment] = "\(folder)/\(name)" }
        }
    }

    /// The segment with which `pg_receivewal` goes on: the one that is being written, or the one after the last.
    var next: UInt64? {
        paths.max { $0.key < $1.key }.map { $0.value.hasSuffix(Self.partial) ? $0.key : $0.key + 1 }
    }

    /// The first segment that is missing between two positions.
    func gap(from start: LogPosition, through end: LogPosition) -> String? {
        guard start < end else { return nil }
        let missing = (identity.segment(at: start)...identity.segment(before: end)).first { paths[$0] == nil }
        return missing.map(identity.fileName(of:))
    }

    /// Segments from one on, by the names that PostgreSQL looks for.
    func named(from start: UInt64, through end: UInt64 = .max) -> [(name: String, path: String)] {
        paths.filter { $0.key >= start && $0.key <= end }.sorted { $0.key < $1.key }
            .map { (identity.fileName(of: $0.key), $0.value) }
    }

    /// Removes segments that nothing needs any more, but not one that is being written.
    func remove(before segment: UInt64) throws {
        for (number, path) in paths where number < segment && !path.hasSuffix(Self.partial) {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    /// Empties a segment that a full disk kept from being begun: `pg_receivewal` fills it with zeros first, and refuses
    /// one of another size.
    func emptyHalfBegun() throws {
        for path in paths.values where path.hasSuffix(Self.partial) {
            var facts = stat()
            guard stat(path, &facts) == 0, UInt64(facts.st_size) != identity.segmentBytes else { continue }
            guard truncate(path, 0) == 0 else {
                throw BackupError.unusable(path: path, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// Has `pg_receivewal` begin with the segment of a position, and not with the server's newest: it goes on with what
    /// has that name.
    static func begin(in folder: String, at position: LogPosition, of identity: LogIdentity) throws {
        try Archive.makeFile("\(folder)/\(identity.fileName(of: identity.segment(at: position)))\(partial)")
    }
}
