import Model

/// What an audit has found so far: as many rows as there are checks, and a bounded number of faults.
struct AuditFindings: Encodable, Sendable {
    /// So many faults are listed at most; the others are counted.
    static let mostListed = 1_000

    /// A check of a service, over all that was audited.
    struct Check: Encodable, Sendable {
        let service: ServiceName
        let check: String
        /// What holds where nothing was found.
        let claim: String
        var examined: Int64 = 0
        var faults: Int64 = 0
        /// Whether there may be faults besides those that were told.
        var more = false
    }

    struct Fault: Encodable, Sendable {
        let service: ServiceName
        let check: String
        let community: CommunityID?
        let place: String
        let says: String

        var line: String {
            let whole = [community?.description, place].compactMap(\.self).joined(separator: "/")
            return Terminal.printable("\(service.rawValue) \(check) \(whole): \(says)")
        }
    }

    /// What a service could not read.
    struct Gap: Encodable, Sendable {
        let service: ServiceName
        /// Absent where nothing more of it was read.
        let check: String?
        let reason: String

        fileprivate var line: String {
            let what = check.map { " \($0) was not audited" } ?? " was not audited any further"
            return "\(service.rawValue)\(what): \(reason)"
        }
    }

    private(set) var checks: [Check] = []
    private(set) var faults: [Fault] = []
    /// How many faults were told and are not listed.
    private(set) var unlisted: Int64 = 0
    private(set) var notAudited: [Gap] = []

    /// What a service tells of a check, or of a part of it.
    struct Outcome: Decodable, Sendable {
        let examined: Int64
        let faults: [Told]
        let more: Bool

        struct Told: Decodable, Sendable {
            let place: String
            let says: String
        }
    }

    /// Adds what a service tells; of one check this may be often.
    mutating func add(
        _ outcome: Outcome, of check: String, claiming claim: String, by service: ServiceName,
        in community: CommunityID? = nil
    ) {
        let index: Int
        if let known = checks.firstIndex(where: { $0.service == service && $0.check == check }) {
            index = known
        } else {
            index = checks.endIndex
            checks.append(Check(service: service, check: check, claim: claim))
        }
        let (sum, isBeyond) = checks[index].examined.addingReportingOverflow(outcome.examined)
        checks[index].examined = isBeyond ? .max : sum
        checks[index].faults += Int64(outcome.faults.count)
        if outcome.more { checks[index].more = true }
        let listed = outcome.faults.prefix(Self.mostListed - faults.count)
        faults += listed.map { told in
            Fault(service: service, check: check, community: community, place: told.place, says: told.says)
        }
        unlisted += Int64(outcome.faults.count - listed.count)
    }

    /// Notes what a service could not read, once.
    mutating func miss(_ service: ServiceName, _ check: String?, _ reason: String) {
        guard !notAudited.contains(where: { $0.service == service && $0.check == check }) else { return }
        notAudited.append(Gap(service: service, check: check, reason: reason))
    }

    // MARK: - In words

    /// Writes the findings, and says by an error what they are.
    ///
    /// Where nothing at all was read, nothing is written.
    ///
    /// - Throws: `FaultsFound`, `NotAllAudited`.
    func tell(_ output: Output) throws {
        if !checks.isEmpty || notAudited.isEmpty { try output.render(self) { text } }
        try judge()
    }

    /// - Throws: `FaultsFound` where something is wrong, else `NotAllAudited` where something was not read.
    func judge() throws {
        let count = checks.reduce(0) { $0 + $1.faults }
        let sign = checks.contains { $0.more } ? "+" : ""
        guard count == 0 else { throw FaultsFound(count: "\(count)\(sign)", gaps: gapLines) }
        guard notAudited.isEmpty else { throw NotAllAudited(gaps: gapLines) }
    }

    private var gapLines: [String] { notAudited.map(\.line) }

    /// The checks in a table, and below it each fault.
    var text: String {
        let rows = checks.map { check in
            JSONValue.object([
                "service": .text(check.service.rawValue), "check": .text(check.check),
                "examined": .integer(check.examined), "faults": .text("\(check.faults)\(check.more ? "+" : "")"),
            ])
        }
        let rest = unlisted == 0 ? [] : ["Not listed: \(English.counted(unlisted, "more fault"))."]
        let lines = faults.map(\.line) + rest
        return ([Table(rows, Self.columns).description] + (lines.isEmpty ? [] : [""]) + lines).joined(separator: "\n")
    }

    private static let columns: [Table.Column] = [
        .text("SERVICE", "service"), .text("CHECK", "check"), .number("EXAMINED", "examined"),
        .number("FAULTS", "faults"),
    ]
}

/// Something is stored that should not be, or is not and should.
struct FaultsFound: ExitStatusError {
    /// With a sign behind it where there may be more.
    let count: String
    let gaps: [String]

    var exitStatus: ExitStatus { .checkFailed }
    var message: String { (["Found: \(English.counted(count, "fault"))."] + gaps).joined(separator: "\n") }
}

/// Something could not be read; of the rest nothing is wrong.
struct NotAllAudited: ExitStatusError {
    let gaps: [String]

    var exitStatus: ExitStatus { .unreachable }
    var message: String { gaps.joined(separator: "\n") }
}
