extension Mandate {
    /// A member that no item may carry as it is. Commands are held to it, not what was recorded before.
    package struct FigureFault: Sendable, Equatable {
        /// The member of the mandate's JSON, such as `rate` or `releases.workClass`.
        package let member: String
        package let reason: Reason

        package enum Reason: Sendable, Equatable {
            case zero
            case dearerThan(UnitPrice)
            case moreThan(Money)
            /// The class of works without the supervisory inspection that these need (R-L-30).
            case uninspected

            package var phrase: Phrase {
                switch self {
                case .zero: Phrase(zh: "应大于零", en: "must be more than zero")
                case .dearerThan(let most):
                    Phrase(zh: "每平方米最多 \(most) 元", en: "must not be more than \(most) yuan per m²")
                case .moreThan(let most): Phrase(zh: "最多 \(most) 元", en: "must not be more than \(most) yuan")
                case .uninspected:
                    Phrase(
                        zh: "这样的工程须经监督检验，应为 installation、alteration 或 majorRepair（特种设备安全法第二十五条）",
                        en: "must be installation, alteration or majorRepair: such works need a supervisory inspection "
                            + "(Lift Law art. 25)")
                }
            }
        }
    }

    /// What is wrong with its prices, amounts and shares, and with the class of its works, in the order of its members.
    package var figureFaults: [FigureFault] {
        var faults: [FigureFault] = []
        switch self {
        case .collect(let collect):
            if collect.rate.tenThousandths == 0 { faults.append(FigureFault(member: "rate", reason: .zero)) }
            if collect.rate > .commandLimit {
                faults.append(FigureFault(member: "rate", reason: .dearerThan(.commandLimit)))
            }
            if collect.threshold.numerator == 0 { faults.append(FigureFault(member: "threshold", reason: .zero)) }
            if collect.releases.isClassTooLow {
                faults.append(FigureFault(member: "releases.workClass", reason: .uninspected))
            }
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
