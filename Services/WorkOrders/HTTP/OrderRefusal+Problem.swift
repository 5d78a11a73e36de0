import Model
import ServiceRuntime

extension OrderRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .orderUnknown(let order):
            Problem(
                404, "no-such-order", Phrase(zh: "没有这张工单", en: "There is no such work order"),
                detail: Phrase(zh: "没有名为 \(order) 的工单", en: "No order is called \(order)"))
        case .outOfOrder(let step, let state):
            Problem(
                409, "out-of-order", Phrase(zh: "工单目前不能进行这一步", en: "The order is not ready for this step"),
                detail: Phrase(
                    zh: "工单状态为“\(state.phrase.zh)”，不能\(step.phrase.zh)",
                    en: "The order is \(state.phrase.en), so \(step.phrase.en) is not possible"))
        case .inspectionMissing(let works):
            Problem(
                409, "inspection-missing",
                Phrase(
                    zh: "未经监督检验，电梯不得恢复使用", en: "The lift may not return before its supervisory inspection"),
                detail: Phrase(
                    zh: "工程为\(works.work.phrase.zh)，类别为\(works.workClass.phrase.zh)，须先登记监督检验合格",
                    en: "Works that are \(works.work.phrase.en), of the class \(works.workClass.phrase.en), "
                        + "need a passed inspection first"))
        case .inspectionNotPassed:
            Problem(
                409, "inspection-not-passed",
                Phrase(zh: "监督检验不合格，电梯不得恢复使用", en: "The lift may not return: its inspection was not passed"))
        case .dayBefore(let earliest):
            Problem.invalid("on", Phrase(zh: "不得早于 \(earliest)", en: "must not be before \(earliest)"))
        case .dayAhead(let today):
            Problem.invalid("on", Phrase(zh: "晚于今天 \(today)", en: "is later than today, \(today)"))
        case .costNegative:
            Problem.invalid("cost", Phrase(zh: "不能为负数", en: "must not be negative"))
        case .costBeyondLimit:
            Problem.invalid(
                "cost",
                Phrase(zh: "最多 \(Money.commandLimit) 元", en: "must not be more than \(Money.commandLimit) yuan"))
        }
    }
}

extension WorkKind {
    fileprivate var phrase: Phrase {
        switch self {
        case .repair: Phrase(zh: "维修", en: "a repair")
        case .overhaul: Phrase(zh: "大修", en: "an overhaul")
        case .alteration: Phrase(zh: "改造", en: "an alteration")
        case .replacement: Phrase(zh: "更新", en: "a replacement")
        case .addition: Phrase(zh: "加装", en: "an addition")
        }
    }
}

extension WorkClass {
    fileprivate var phrase: Phrase {
        switch self {
        case .installation: Phrase(zh: "安装", en: "installation")
        case .alteration: Phrase(zh: "改造", en: "alteration")
        case .majorRepair: Phrase(zh: "重大修理", en: "major repair")
        case .generalRepair: Phrase(zh: "一般修理", en: "general repair")
        case .maintenance: Phrase(zh: "维护保养", en: "maintenance")
        }
    }
}

extension OrderState {
    fileprivate var phrase: Phrase {
        switch self {
        case .held: Phrase(zh: "待资金到位", en: "held")
        case .released: Phrase(zh: "可以开工", en: "released")
        case .started: Phrase(zh: "施工中", en: "under work")
        case .inspectionFailed: Phrase(zh: "检验不合格", en: "not passed by inspection")
        case .inspectionPassed: Phrase(zh: "检验合格", en: "passed by inspection")
        case .returned: Phrase(zh: "已恢复使用", en: "done, with the lift back in use")
        case .completed: Phrase(zh: "已完成", en: "completed")
        }
    }
}

extension OrderState.Step {
    fileprivate var phrase: Phrase {
        switch self {
        case .release: Phrase(zh: "放行", en: "a release")
        case .hold: Phrase(zh: "暂缓", en: "a hold")
        case .start: Phrase(zh: "开工", en: "a start")
        case .passInspection, .failInspection: Phrase(zh: "登记检验结果", en: "an inspection")
        case .return: Phrase(zh: "恢复使用", en: "a return to use")
        case .complete: Phrase(zh: "完成验收", en: "a completion")
        }
    }
}
