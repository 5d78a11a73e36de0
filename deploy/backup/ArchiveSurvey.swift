package import Model

/// `tongti backup list`: what is in an archive, and to which moments it leads, by what was noted and which files are
/// there.
package struct ArchiveSurvey: Encodable, Sendable {
    /// The oldest first.
    package let copies: [Copy]
    /// Folders of copies that were begun and not ended; the next `take` removes them.
    package let unfinished: [String]

    package struct Copy: Encodable, Sendable {
        package let name: String
        /// The first moment that all services can be brought to with it, and the last.
        package let moment: Timestamp
        package let through: Timestamp
        package let services: [Reach]

        let stored: StoredCopy

        private enum CodingKeys: String, CodingKey { case name, moment, through, services }
    }

    /// How far a copy leads with the log of a service.
    package struct Reach: Encodable, Sendable {
        package let service: ServiceName
        package let through: Timestamp
        /// Why no further, where what was written since is lost or was not received.
        package let reason: String?

        /// The log that goes on from the copy; nil where only its own is there.
        let log: StoredLog?

        private enum CodingKeys: String, CodingKey { case service, through, reason }
    }

    /// - Throws: `BackupError.unusable` where there is no archive, or a description in it cannot be read.
    package init(of archive: Archive) throws {
        try archive.requireThere()
        copies = try archive.completeCopies().map { copy in
            let services = try ServiceName.allCases.map { try Self.reach(of: copy, $0, in: archive) }
            let moment = copy.facts.moment
            return Copy(
                name: copy.name, moment: moment, through: services.map(\.through).min() ?? moment, services: services,
                stored: copy)
        }
        unfinished = try archive.unfinishedCopies()
    }

    private static func reach(of copy: StoredCopy, _ service: ServiceName, in archive: Archive) throws -> Reach {
        let server = try copy.server(of: service)
        let moment = copy.facts.moment
        func ends(_ reason: String) -> Reach { Reach(service: service, through: moment, reason: reason, log: nil) }
        guard let log = try StoredLog.continuing(server, of: service, in: archive) else {
            return ends("no log was received from the copy on")
        }
        guard let position = log.state.position, let through = log.state.completeThrough, through > moment else {
            return ends("the log goes no further yet")
        }
        if let missing = try log.files.gap(from: server.end, through: position) {
            return ends("\(log.folder) lacks \(missing)")
        }
        let reason = log.folder == archive.log(of: service) ? nil : "what follows was not received in time"
        return Reach(service: service, through: through, reason: reason, log: log)
    }
}

/// What is to be brought back, from which copy, and how far.
package struct RestorePlan: Sendable {
    package let copy: String
    /// Nil is the end of each log: what is wanted of one server that was lost, while the others go on.
    package let moment: Timestamp?
    /// All that was committed until then comes back, unless the moment is before.
    package let through: Timestamp
    package let services: [ServiceName]
    let stored: StoredCopy
    /// What is needed besides the copy's own.
    let logs: [ServiceName: StoredLog]

    /// Without a moment it is the last one that all services reach, or where only some are wanted, the end of their
    /// logs.
    ///
    /// - Throws: `BackupError.refused` that tells which moments there are; `BackupError.unusable`.
    package init(_ archive: Archive, to wish: Timestamp?, of services: [ServiceName]) throws {
        let survey = try ArchiveSurvey(of: archive)
        let wanted = services.isEmpty ? ServiceName.allCases : ServiceName.allCases.filter(services.contains)
        let target = wish ?? (services.isEmpty ? survey.copies.last?.through : nil)
        func reaches(_ copy: ArchiveSurvey.Copy) -> [ArchiveSurvey.Reach] {
            copy.services.filter { wanted.contains($0.service) }
        }
        let found = survey.copies.last { copy in
            guard let target else { return true }
            return copy.moment <= target && reaches(copy).allSatisfy { $0.through >= target }
        }
        guard let copy = found else {
            let spans = survey.copies.map { "\($0.moment) to \(reaches($0).map(\.through).min() ?? $0.through)" }
            throw BackupError.refused(
                "no copy in \(archive.path) leads to \(target?.description ?? "the end of a log"); there is "
                    + (spans.isEmpty ? "none" : spans.joined(separator: ", ")))
        }
        let reached = reaches(copy)
        if target == nil, let short = reached.first(where: { $0.reason != nil }), let reason = short.reason {
            throw BackupError.refused(
                "\(short.service.rawValue) can be brought to \(short.through) only: \(reason); "
                    + "say so with --moment, or choose one that all services reach")
        }
        self.copy = copy.name
        moment = target
        through = reached.map(\.through).min() ?? copy.through
        self.services = wanted
        stored = copy.stored
        // The copy's own log ends with its moment.
        let isEnough = target == copy.moment
        let pairs = reached.compactMap { reach in reach.log.map { (reach.service, $0) } }
        logs = isEnough ? [:] : Dictionary(uniqueKeysWithValues: pairs)
    }
}
