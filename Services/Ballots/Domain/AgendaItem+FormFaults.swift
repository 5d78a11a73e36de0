import Model

extension AgendaItem {
    /// What is wrong with what the item's form asks for.
    func formFaults(in field: String) -> [ProposalFault] { agendaFaults.map { ProposalFault($0, in: field) } }
}

extension ProposalFault {
    /// `field` is that of what has the member.
    init(_ fault: AgendaFault, in field: String) {
        self.init("\(field).\(fault.member)", Reason(fault.reason))
    }
}

extension ProposalFault.Reason {
    fileprivate init(_ reason: AgendaFault.Reason) {
        self =
            switch reason {
            case .empty: .empty
            case .zero: .zero
            case .repeated: .repeated
            case .missing(let form): .missing(for: form)
            case .notFor(let form): .notFor(form)
            case .tooFew(let least): .tooFew(least: least)
            case .tooLarge(let limit): .tooLarge(limit: limit)
            case .tooMany(let limit): .tooMany(limit: limit)
            case .reserved: .reserved
            case .outsideElectorate: .outsideElectorate
            case .notTheSum(let seats): .notTheSum(of: seats)
            case .moreThanCandidates(let count): .moreThanCandidates(count)
            case .notAllotted: .notAllotted
            }
    }
}
