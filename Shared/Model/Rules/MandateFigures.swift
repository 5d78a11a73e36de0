extension Mandate {
    /// A member that no item may carry as it is.
    ///
    /// Commands are held to it, not what was recorded before.
    package struct FigureFault: Sendable, Equatable {
        /// The member of the mandate's JSON, such as `rate` or `releases.workClass`.
        package let member: String
        package let reason: Reason

        package enum Reason: Sendable, Equatable {
            case zero, empty, repeated
            case dearerThan(UnitPrice)
            case moreThan(Money)
            /// The class of works without the supervisory inspection that these need (R-L-30).
            case uninspected

            package var phrase: Phrase {
                switch self {
                case .zero: Phrase(zh: "应大于零", en: "must be more than zero")
                case .empty: AgendaFault.Reason.empty.phrase
                case .repeated: AgendaFault.Reason.repeated.phrase
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

    /// What is wrong with the places that it names, with its prices, amounts and shares, and with the class of its works.
    package var figureFaults: [FigureFault] {
        var faults = Self.listFaults(of: scope.buildings, "scope.buildings")
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
        case .mergeCommunities(let merge): faults += Self.listFaults(of: merge.from, "from")
        case .seatCommittee, .adoptRules: break
        }
        return faults
    }

    /// A list names somebody, and nobody twice.
    private static func listFaults<Name: Hashable>(of names: [Name]?, _ member: String) -> [FigureFault] {
        guard let names else { return [] }
        if names.isEmpty { return [FigureFault(member: member, reason: .empty)] }
        return Set(names).count == names.count ? [] : [FigureFault(member: member, reason: .repeated)]
    }
}
