extension Mandate {
    /// A figure that no item may carry. Commands are held to it, not what was recorded before.
    package struct FigureFault: Sendable, Equatable {
        /// The member of the mandate's JSON.
        package let member: String
        package let reason: Reason

        package enum Reason: Sendable, Equatable {
            case zero
            case dearerThan(UnitPrice)
            case moreThan(Money)

            package var phrase: Phrase {
                switch self {
                case .zero: Phrase(zh: "应大于零", en: "must be more than zero")
                case .dearerThan(let most):
                    Phrase(zh: "每平方米最多 \(most) 元", en: "must not be more than \(most) yuan per m²")
                case .moreThan(let most): Phrase(zh: "最多 \(most) 元", en: "must not be more than \(most) yuan")
                }
            }
        }
    }

    /// What is wrong with its prices, amounts and shares, in the order of its members.
    package var figureFaults: [FigureFault] {
        var faults: [FigureFault] = []
        switch self {
        case .collect(let collect):
            if collect.rate.tenThousandths == 0 { faults.append(FigureFault(member: "rate", reason: .zero)) }
            if collect.rate > .commandLimit {
                faults.append(FigureFault(member: "rate", reason: .dearerThan(.commandLimit)))
            }
            if collect.threshold.numerator == 0 { faults.append(FigureFault(member: "threshold", reason: .zero)) }
        case .spend(let spend):
            if spend.cap <= .zero { faults.append(FigureFault(member: "cap", reason: .zero)) }
            if spend.cap > .commandLimit {
                faults.append(FigureFault(member: "cap", reason: .moreThan(.commandLimit)))
            }
        case .seatCommittee, .adoptRules, .mergeCommunities: break
        }
        return faults
    }
}
