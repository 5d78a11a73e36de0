import Model

/// A salon, a consultation meeting or an expert's opinion (S0-09, S1-02, S1-03), as everybody may read it.
struct Consultation: Sendable, Equatable {
    let topic: TopicCode
    let kind: Kind
    let heldOn: Day
    let parties: [Attendance]
    /// What came out of it; names nobody.
    let conclusion: String
    let documents: [AttachedDocument]

    typealias Kind = ConsultationKind
    typealias Party = ConsultationParty

    struct Attendance: Codable, Sendable, Equatable {
        let party: Party
        let people: Int64
    }

    static let conclusionLimit = 1_000
    static let documentLimit = 20
    static let peopleLimit: Int64 = 100_000

    /// `today` is the district's day.
    func check(today: Day) throws(VisitFault) {
        guard heldOn <= today else {
            throw VisitFault("heldOn", Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))
        }
        guard !parties.isEmpty || kind.isDocument else {
            throw VisitFault("parties", Phrase(zh: "不能为空", en: "is empty"))
        }
        guard Set(parties.map(\.party)).count == parties.count else {
            throw VisitFault("parties", Phrase(zh: "有重复", en: "names one twice"))
        }
        for (index, party) in parties.enumerated() where !(1...Self.peopleLimit).contains(party.people) {
            throw VisitFault(
                "parties[\(index)].people",
                Phrase(zh: "应为 1 到 \(Self.peopleLimit)", en: "must be from 1 to \(Self.peopleLimit)"))
        }
        try Self.check(conclusion, "conclusion", limit: Self.conclusionLimit)
        guard documents.count <= Self.documentLimit else {
            throw VisitFault(
                "documents", Phrase(zh: "超过 \(Self.documentLimit) 个", en: "has more than \(Self.documentLimit) entries")
            )
        }
        for (index, document) in documents.enumerated() {
            try Self.check(document.title, "documents[\(index)].title", limit: 200)
        }
        guard !documents.isEmpty || !kind.isDocument else {
            throw VisitFault("documents", Phrase(zh: "专家意见应附文件", en: "is empty: an expert's opinion is a document"))
        }
    }

    /// Everybody reads these texts: what looks like a telephone or document number does not get in (R-P-08).
    private static func check(_ text: String, _ field: String, limit: Int) throws(VisitFault) {
        do {
            try PrintableText.check(text, atMost: limit, "text")
        } catch {
            throw VisitFault(field, error.reason)
        }
        var digits = 0
        for scalar in text.unicodeScalars {
            digits = scalar.properties.numericType == .decimal ? digits + 1 : 0
            guard digits < 8 else {
                throw VisitFault(
                    field, Phrase(zh: "不能含有电话或证件号码", en: "holds what looks like a telephone or document number"))
            }
        }
    }
}
