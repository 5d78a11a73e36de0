import Model
import Pages

/// The model's words as residents say them.
extension Wording {
    /// What came in on a day less what was given back, which may be more: `5,028.00 元`, `-207.00 元（退款多于收款）`.
    func takings(_ money: Money) -> String {
        guard money < .zero else { return self.money(money) }
        return self.money(money)
            + text(Phrase(zh: "（退款多于收款）", en: " (more was given back than came in)"))
    }

    /// What a digest tells as new, which is less than nothing where it takes back more of what those before it told:
    /// payments that were reversed, or given back.
    func newTakings(_ money: Money) -> String {
        guard money < .zero else { return self.money(money) }
        return self.money(money)
            + text(Phrase(zh: "（此前的款项有更正或退还）", en: " (earlier payments were corrected or given back)"))
    }

    func work(_ work: WorkKind) -> String {
        switch (work, language) {
        case (.repair, .chinese): "维修"
        case (.repair, .english): "repair"
        case (.overhaul, .chinese): "大修"
        case (.overhaul, .english): "overhaul"
        case (.alteration, .chinese): "改造"
        case (.alteration, .english): "alteration"
        case (.replacement, .chinese): "更新"
        case (.replacement, .english): "replacement"
        case (.addition, .chinese): "加装"
        case (.addition, .english): "installation"
        }
    }

    /// An organisation, never a person.
    func lender(_ lender: AdvanceMade.Lender) -> String {
        switch (lender, language) {
        case (.propertyCompany, .chinese): "物业公司"
        case (.propertyCompany, .english): "The property company"
        case (.committee, .chinese): "业委会（物管会）"
        case (.committee, .english): "The owners' committee"
        case (.maintenanceFirm, .chinese): "电梯维保单位"
        case (.maintenanceFirm, .english): "The lift maintenance firm"
        case (.other, .chinese): "出借方"
        case (.other, .english): "A lender"
        }
    }

    func lenderInSentence(_ lender: AdvanceMade.Lender) -> String {
        let name = self.lender(lender)
        return name.prefix(1).lowercased() + name.dropFirst()
    }

    func fundStatus(_ status: CommunityRegistered.FundStatus) -> String {
        switch (status, language) {
        case (.none, .chinese): "没有专项维修资金"
        case (.none, .english): "No maintenance fund"
        case (.insufficient, .chinese): "专项维修资金不足"
        case (.insufficient, .english): "The maintenance fund is not sufficient"
        case (.sufficient, .chinese): "有专项维修资金"
        case (.sufficient, .english): "There is a maintenance fund"
        }
    }

    /// What a lift's stage means to somebody who wants to use it.
    ///
    /// `isBuilt` says whether the lift is there, and not only to be added.
    func stage(_ stage: LiftStage, work: WorkKind?, isBuilt: Bool) -> String {
        guard isBuilt else { return stageOfUnbuilt(stage) }
        let name = work.map(self.work) ?? ""
        return switch (stage, language) {
        case (.noWorks, .chinese): "在用"
        case (.noWorks, .english): "In use"
        case (.held, .chinese): "在用，\(name)待筹集"
        case (.held, .english): "In use, \(name) waits for money"
        case (.released, .chinese): "在用，即将\(name)"
        case (.released, .english): "In use, \(name) is about to begin"
        case (.underWork, .chinese): "\(name)施工中，暂停使用"
        case (.underWork, .english): "Out of use, \(name) under way"
        case (.inspectionPassed, .chinese): "监督检验合格，即将恢复使用"
        case (.inspectionPassed, .english): "Passed inspection, soon back in use"
        case (.inspectionFailed, .chinese): "监督检验不合格，整改中，暂停使用"
        case (.inspectionFailed, .english): "Out of use, failed its inspection and is being put right"
        // The lift that was added, or one that is beside it.
        case (.returned, .chinese): "\(name)完成，\(work == .addition ? "正常" : "恢复")使用"
        case (.returned, .english): "\(work == .addition ? "In use" : "Back in use") after \(name)"
        }
    }

    private func stageOfUnbuilt(_ stage: LiftStage) -> String {
        switch (stage, language) {
        case (.noWorks, .chinese), (.returned, .chinese): "尚未建成"
        case (.noWorks, .english), (.returned, .english): "Not built yet"
        case (.held, .chinese): "尚未建成，加装待筹集"
        case (.held, .english): "Not built yet, installation waits for money"
        case (.released, .chinese): "尚未建成，即将加装"
        case (.released, .english): "Not built yet, installation is about to begin"
        case (.underWork, .chinese): "加装施工中，尚未投入使用"
        case (.underWork, .english): "Not in use yet, installation under way"
        case (.inspectionPassed, .chinese): "监督检验合格，即将投入使用"
        case (.inspectionPassed, .english): "Passed inspection, soon in use"
        case (.inspectionFailed, .chinese): "监督检验不合格，整改中，尚未投入使用"
        case (.inspectionFailed, .english): "Not in use yet, failed its inspection and is being put right"
        }
    }

    func outcome(_ outcome: ItemResult.Outcome) -> String {
        switch (outcome, language) {
        case (.passed, .chinese): "通过"
        case (.passed, .english): "Passed"
        case (.rejected, .chinese): "未通过"
        case (.rejected, .english): "Not passed"
        case (.notQuorate, .chinese): "未形成有效决定"
        case (.notQuorate, .english): "No valid decision"
        case (.surpassed, .chinese): "同意数不及另一方案"
        case (.surpassed, .english): "Another scheme has more behind it"
        case (.void, .chinese): "收回票数多于发出票数，无效"
        case (.void, .english): "Void: more papers came back than were handed out"
        case (.noted, .chinese): "已统计"
        case (.noted, .english): "Counted"
        }
    }
}
