import Model

/// Why a command about a body is refused; nothing of it is stored.
enum BodyRefusal: Error, Equatable {
    case bodyUnknown(BodyID)
    case applicationUnknown(Day)
    /// Values that cannot be taken.
    case invalid([Fault])
    /// The body, or another one, stands in the way.
    case conflict(Fault)
    /// Rules that nobody has allowed to be set aside.
    case againstRules([RuleBreach])
    /// The rules in force do not say what is needed.
    case ruleMissing(InvalidValue)
    case yearNotLoaded(YearNotLoaded)

    /// A field and what is wrong with it.
    struct Fault: Sendable, Equatable {
        let field: String
        let reason: Phrase

        init(_ field: String, zh: String, en: String) {
            self.field = field
            self.reason = Phrase(zh: zh, en: en)
        }
    }

    static func invalid(_ field: String, zh: String, en: String) -> BodyRefusal {
        .invalid([Fault(field, zh: zh, en: en)])
    }

    static func conflict(_ field: String, zh: String, en: String) -> BodyRefusal {
        .conflict(Fault(field, zh: zh, en: en))
    }
}

/// One rule that a body does not meet, in words that name the rule's source.
struct RuleBreach: Codable, Sendable, Equatable {
    /// As in a rule pack: `parameters.committeeSizeOdd`.
    let rule: String
    let field: String
    let zh: String
    let en: String
}
