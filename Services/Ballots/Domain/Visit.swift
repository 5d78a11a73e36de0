import Model

/// What somebody heard at a door (decision 39): no names and no free text, which stays on the visitor's paper.
struct Visit: Sendable, Equatable {
    let topic: TopicCode
    let unit: UnitCode
    let visitedOn: Day
    let opinion: Opinion
    /// What speaks against it, in the visitor's judgement.
    let concerns: [Concern]
    /// Until when an answer was promised.
    let promisedFor: Day?
    /// SHA-256 of the notes on paper.
    let notes: Digest256?
    /// A badge's number or an id.
    let visitor: String

    typealias Opinion = VisitOpinion
    typealias Concern = VisitConcern

    /// `today` is the district's day.
    func check(today: Day) throws(VisitFault) {
        guard visitedOn <= today else {
            throw VisitFault("visitedOn", Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))
        }
        guard Set(concerns).count == concerns.count else {
            throw VisitFault("concerns", Phrase(zh: "有重复", en: "names one twice"))
        }
        guard opinion != .notMet || concerns.isEmpty else {
            throw VisitFault("concerns", Phrase(zh: "未见到人时应为空", en: "must be empty where nobody was met"))
        }
        if let promisedFor, promisedFor < visitedOn {
            throw VisitFault("promisedFor", Phrase(zh: "早于走访日期", en: "is before the visit"))
        }
    }
}

/// A field of a visit or a consultation that cannot be.
struct VisitFault: Error, Equatable {
    let field: String
    let reason: Phrase

    init(_ field: String, _ reason: Phrase) {
        self.field = field
        self.reason = reason
    }
}
