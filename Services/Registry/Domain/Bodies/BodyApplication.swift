import Model

/// Owners apply for a property management committee, and the street has to act within a time (domain 6).
struct BodyApplication: Sendable, Equatable {
    let appliedOn: Day
    let applicants: Int64
    /// How long the rules then gave the street.
    let formation: Period
    /// The body that was formed.
    var body: BodyID?

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
        if let open = others.first(where: { $0.body == nil }) {
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
}
