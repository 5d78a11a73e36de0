import Model
import ServiceRuntime

extension FundsRefusal: ProblemConvertible {
    var problem: Problem {
        let (status, slug, title) = head
        return Problem(
            status, slug, title, errors: reasons.map { FieldError(field: $0.field, reason: $0.reason) })
    }

    private var head: (status: Int, slug: String, title: Phrase) {
        switch self {
        case .campaignUnknown:
            (404, "no-such-campaign", Phrase(zh: "没有这项筹集", en: "There is no such campaign"))
        case .unitNotAssessed:
            (422, "unit-not-assessed", Phrase(zh: "该房屋不在筹集范围内", en: "The unit is not part of this campaign"))
        case .notPositive, .beyondLimit, .tooLarge, .noParts:
            (400, "invalid-fields", Phrase(zh: "有内容填写不正确", en: "Some values cannot be accepted"))
        case .dayAhead:
            (422, "day-ahead", Phrase(zh: "日期尚未到来", en: "The day has not come yet"))
        case .referenceTaken:
            (409, "reference-taken", Phrase(zh: "该编号已用于另一笔", en: "The reference is taken by something else"))
        case .otherAskedFor:
            (
                409, "other-asked-for",
                Phrase(zh: "另一位委员申请的内容不同", en: "Somebody else has asked for something else under this reference")
            )
        case .receiptUnknown:
            (404, "no-such-receipt", Phrase(zh: "没有这张收据", en: "There is no such receipt"))
        case .reversedAlready:
            (409, "reversed-already", Phrase(zh: "这笔缴款已经冲正", en: "The payment has been reversed already"))
        case .paidOutAlready:
            (409, "paid-out-already", Phrase(zh: "这笔钱已经付出，不能冲正", en: "The money has been paid out already"))
        case .refundedAlready:
            (409, "refunded-already", Phrase(zh: "该房屋已退款，这笔缴款不能冲正", en: "The unit has been refunded already"))
        case .overpaymentExceeded:
            (409, "overpayment-exceeded", Phrase(zh: "超过该房屋多缴的金额", en: "More than the unit has paid too much"))
        case .partsDifferFromAmount:
            (422, "parts-differ", Phrase(zh: "各电梯分摊之和与总额不符", en: "The parts do not add up to the amount"))
        case .liftUnknown, .liftElsewhere, .liftRepeated:
            (422, "lift-refused", Phrase(zh: "电梯不能列入垫资", en: "A lift cannot be part of this advance"))
        case .worksCompleted:
            (409, "works-completed", Phrase(zh: "该电梯的工程已完成", en: "The works on this lift are completed"))
        case .advanceUnknown:
            (404, "no-such-advance", Phrase(zh: "没有这笔垫资", en: "There is no such advance"))
        case .debtExceeded:
            (409, "debt-exceeded", Phrase(zh: "超过已验收工程的待还垫资", en: "More than is owed for accepted works"))
        case .advanceRepaid:
            (409, "advance-repaid", Phrase(zh: "这笔垫资已有归还，不能冲正", en: "Some of the advance has been paid back"))
        case .worksRestOn:
            (409, "works-rest-on-it", Phrase(zh: "工程依靠这笔垫资，不能冲正", en: "Works rest on the advance"))
        case .orderUnknown:
            (422, "order-unknown", Phrase(zh: "没有这张工单", en: "There is no such work order in this campaign"))
        case .orderNotCompleted:
            (409, "order-not-completed", Phrase(zh: "工单尚未完成验收", en: "The work order is not completed"))
        case .noMandate:
            (409, "no-mandate", Phrase(zh: "业主没有通过使用这笔钱的决定", en: "Owners have not allowed this spending"))
        case .mandateSetAside:
            (
                409, "mandate-set-aside",
                Phrase(
                    zh: "业主的决定已被撤销，不能再据此付款或垫资", en: "The owners' decision has been set aside: no more is paid or lent")
            )
        case .capExceeded:
            (409, "cap-exceeded", Phrase(zh: "超过业主批准的限额", en: "More than owners have allowed"))
        case .costExceeded:
            (409, "cost-exceeded", Phrase(zh: "超过工单的应付金额", en: "More than is payable for the order"))
        case .bankExceeded:
            (409, "bank-exceeded", Phrase(zh: "账户中可动用的余额不足", en: "More than the campaign's account has to spend"))
        case .emptyScope:
            (409, "empty-scope", Phrase(zh: "筹集范围内没有房屋", en: "No unit is within the mandate's scope"))
        }
    }

    /// Which fields are wrong, and why.
    var reasons: [(field: String, reason: Phrase)] {
        switch self {
        case .campaignUnknown(let campaign):
            [("campaign", Phrase(zh: "没有名为 \(campaign) 的筹集", en: "no campaign is called \(campaign)"))]
        case .unitNotAssessed(let unit):
            [("unit", Phrase(zh: "\(unit) 不在筹集范围内", en: "\(unit) is not part of this campaign"))]
        case .notPositive(let field):
            [(field, Phrase(zh: "应大于零", en: "must be more than zero"))]
        case .beyondLimit(let field):
            [
                (
                    field,
                    Phrase(
                        zh: "一笔最多 \(Money.commandLimit) 元", en: "must not be more than \(Money.commandLimit) yuan")
                )
            ]
        case .tooLarge(let field):
            [(field, Phrase(zh: "金额过大", en: "is too large"))]
        case .dayAhead(let field, let today):
            [(field, Phrase(zh: "晚于今天 \(today)", en: "is later than today, \(today)"))]
        case .referenceTaken(let differing):
            [("reference", Phrase(zh: "已用于内容不同的一笔", en: "is taken, with other content"))]
                + differing.map { ($0, Phrase(zh: "与已登记的不同", en: "differs from what is recorded")) }
        case .otherAskedFor(let differing):
            differing.map { ($0, Phrase(zh: "与另一位委员填写的不同", en: "differs from what the other one has entered")) }
        case .receiptUnknown(let number):
            [("receipt", Phrase(zh: "没有第 \(number) 号收据", en: "there is no receipt \(number) in this campaign"))]
        case .reversedAlready(let day):
            [("receipt", Phrase(zh: "已于 \(day) 冲正", en: "was reversed on \(day)"))]
        case .paidOutAlready(let left):
            [("receipt", Phrase(zh: "账户中可以退还的只有 \(left) 元", en: "only \(left) yuan of it are left in the account"))]
        case .refundedAlready(let left):
            [
                (
                    "receipt",
                    Phrase(
                        zh: "该房屋已退款，剩余已缴金额只有 \(left) 元",
                        en: "the unit was refunded; only \(left) yuan of what it paid are left")
                )
            ]
        case .partsDifferFromAmount(let parts):
            [("amount", Phrase(zh: "各部分之和为 \(parts)", en: "the parts add up to \(parts)"))]
        case .noParts:
            [("lifts", Phrase(zh: "至少要有一部电梯", en: "must name at least one lift"))]
        case .liftUnknown(let part, let lift):
            [(Self.field(part), Phrase(zh: "没有电梯 \(lift)", en: "there is no lift \(lift)"))]
        case .liftElsewhere(let part, let lift):
            [
                (
                    Self.field(part),
                    Phrase(
                        zh: "电梯 \(lift) 所在的楼不参加这次筹集", en: "the building of lift \(lift) does not pay to this campaign")
                )
            ]
        case .liftRepeated(let part, let lift):
            [(Self.field(part), Phrase(zh: "电梯 \(lift) 重复", en: "lift \(lift) is named twice"))]
        case .worksCompleted(let part, let lift):
            [(Self.field(part), Phrase(zh: "\(lift) 的工程已完成", en: "the works on \(lift) are completed"))]
        case .advanceUnknown(let advance):
            [("advance", Phrase(zh: "这项筹集没有垫资 \(advance)", en: "this campaign has no advance \(advance)"))]
        case .advanceRepaid(let repaid):
            [("advance", Phrase(zh: "已归还 \(repaid) 元", en: "\(repaid) yuan of it were paid back"))]
        case .worksRestOn(let lift):
            [
                (
                    "advance",
                    Phrase(
                        zh: "电梯 \(lift) 的工程已经开始或验收，用的是这笔钱",
                        en: "the works on \(lift) have begun or are accepted, and rest on this money")
                )
            ]
        case .orderUnknown:
            [("order", Phrase(zh: "没有这张工单", en: "there is no such order in this campaign"))]
        case .orderNotCompleted(let order):
            [("order", Phrase(zh: "\(order) 尚未完成", en: "\(order) is not completed"))]
        case .noMandate(let building):
            [
                (
                    "order",
                    Phrase(
                        zh: "没有用这项筹集的钱支付楼栋 \(building) 工程的决定",
                        en: "no passed mandate over this campaign's money covers building \(building)")
                )
            ]
        case .mandateSetAside:
            [("campaign", Phrase(zh: "据以付款或垫资的决定已被撤销", en: "has no decision in force to pay or lend under"))]
        case .capExceeded(let left), .costExceeded(let left), .bankExceeded(let left), .debtExceeded(let left),
            .overpaymentExceeded(let left):
            [("amount", Phrase(zh: "最多 \(left) 元", en: "at most \(left) yuan are left"))]
        case .emptyScope(let campaign):
            [("scope", Phrase(zh: "\(campaign) 没有应缴房屋", en: "\(campaign) has nobody to collect from"))]
        }
    }

    private static func field(_ part: Int) -> String { "lifts[\(part)].lift" }
}

extension PaymentsRefused: ProblemConvertible {
    var problem: Problem {
        Problem.fileRefused(
            CSVFaults(
                lines.lazy.flatMap { line in
                    line.refusal.reasons.map { line.row.fault(PaymentsCSV.column(of: $0.field), $0.reason) }
                }))
    }
}
