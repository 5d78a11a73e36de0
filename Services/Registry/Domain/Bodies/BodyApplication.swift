import Model

/// Owners apply for a property management committee, and the street has to act within a time (docs/rules.md).
struct BodyApplication: Sendable, Equatable {
    let appliedOn: Day
    let applicants: Int64
    /// How long the rules then gave the street.
    let formation: Period
    /// The body that took office after it: the one applied for, or a committee that makes that unnecessary.
    var body: BodyID?
    /// How it ended where no body answers it.
    var end: End?

    struct End: Sendable, Equatable {
        let how: How
        let on: Day
        /// Shown to everybody.
        let reason: String

        enum How: String, Codable, Sendable, CaseIterable { case refused, withdrawn }
    }

    /// Whether the street has yet to act on it.
    var isOpen: Bool { body == nil && end == nil }

    /// The last day for the street, or the year that would have to be announced to know it.
    func deadline(_ calendar: WorkCalendar) -> Deadline { Deadline(of: formation, after: appliedOn, calendar) }
}

extension BodyApplication {
    /// The application, if enough owners apply; `others` are those of before.
    static func decide(
        applicants: Int64, on day: Day, today: Day, rules: BodyRules, others: [BodyApplication]
    ) throws(BodyRefusal) -> BodyApplication {
        guard day <= today else { throw .invalid("on", zh: "晚于今天 \(today)", en: "is after today, \(today)") }
        guard (1...max(1, rules.electorate.heads)).contains(applicants) else {
            throw .invalid(
                "applicants", zh: "应在 1 和业主人数之间", en: "must lie between 1 and the number of owners")
        }
        if let open = others.first(where: \.isOpen) {
            throw .conflict(
                "on", zh: "\(open.appliedOn) 的申请尚未办结", en: "the application of \(open.appliedOn) is still open")
        }
        if let last = others.map(\.appliedOn).max(), day <= last {
            throw .invalid("on", zh: "不晚于上一次申请的 \(last)", en: "is not after \(last), when the last one was made")
        }
        let breaches = try rules.applicants(applicants)
        guard breaches.isEmpty else { throw .againstRules(breaches) }
        return BodyApplication(appliedOn: day, applicants: applicants, formation: try rules.period(.pmcFormation))
    }

    /// Closes it without a body.
    mutating func end(_ end: End, today: Day) throws(BodyRefusal) {
        guard isOpen else {
            throw .conflict("application", zh: "\(appliedOn) 的申请已经办结", en: "that of \(appliedOn) is closed already")
        }
        guard (appliedOn...max(appliedOn, today)).contains(end.on) else {
            throw .invalid(
                "on", zh: "应在 \(appliedOn) 和今天 \(today) 之间", en: "must lie between \(appliedOn) and today, \(today)")
        }
        self.end = end
    }
}
