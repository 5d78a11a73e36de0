extension Role {
    /// What people call it.
    package var title: Phrase {
        switch self {
        case .owner: Phrase(zh: "业主", en: "Owner")
        case .collector: Phrase(zh: "收款人", en: "Collector")
        case .scrutineer: Phrase(zh: "监票人", en: "Scrutineer")
        case .committee: Phrase(zh: "委员会成员", en: "Committee")
        case .property: Phrase(zh: "物业公司", en: "Property company")
        case .contractor: Phrase(zh: "施工单位", en: "Contractor")
        case .street: Phrase(zh: "街道", en: "Street office")
        case .auditor: Phrase(zh: "审计", en: "Auditor")
        case .operator: Phrase(zh: "运营人员", en: "Operator")
        }
    }
}
