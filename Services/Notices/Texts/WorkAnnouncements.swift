import Model
import Pages

/// What the board says of works on lifts.
enum WorkAnnouncements {
    static func released(_ event: OrderReleased, work: WorkKind) -> Announcement {
        announcement(.orderReleased, event.lift) { wording, lift in
            let cause: Phrase =
                switch event.cause {
                case .advance: Phrase(zh: "费用由垫资先行支付", en: "An advance pays for it")
                case .buildingFunded: Phrase(zh: "本楼筹集已达到开工条件", en: "Enough is paid in the building")
                }
            let day = wording.day(event.releasedOn)
            return switch wording.language {
            case .chinese: ("\(lift)可以开工", "\(cause.zh)，自\(day)起可以开始\(wording.work(work))。")
            case .english:
                ("\(lift): works may begin", "\(cause.en); the \(wording.work(work)) may begin from \(day).")
            }
        }
    }

    /// `isSetAside` says whether the decision to collect was taken away, so that no money is waited for.
    static func held(_ event: OrderHeld, work: WorkKind, isSetAside: Bool) -> Announcement {
        announcement(.orderHeld, event.lift) { wording, lift in
            let (day, work) = (wording.day(event.heldOn), wording.work(work))
            return switch (isSetAside, wording.language) {
            case (false, .chinese): ("\(lift)暂不开工", "原定的垫资已于\(day)撤销，\(work)等资金到位后再开始。")
            case (false, .english):
                (
                    "\(lift): works do not begin yet",
                    "The advance for it was taken back on \(day); the \(work) waits for money again."
                )
            case (true, .chinese): ("\(lift)不开工", "原定的垫资已于\(day)撤销，筹集的决定也已被撤销，\(work)不再放行。")
            case (true, .english):
                (
                    "\(lift): works do not begin",
                    "The advance for it was taken back on \(day), and the decision to collect was set aside: "
                        + "the \(work) is not released any more."
                )
            }
        }
    }

    /// `isBuilt` says whether the lift is there, and not only to be added.
    static func started(_ event: OrderStarted, work: WorkKind, isBuilt: Bool) -> Announcement {
        announcement(.orderStarted, event.lift) { wording, lift in
            let day = wording.day(event.startedOn)
            return switch wording.language {
            case .chinese:
                (
                    "\(lift)开始\(wording.work(work))",
                    "自\(day)起施工，\(isBuilt ? "施工期间暂停使用，" : "")给您带来不便，敬请谅解。"
                )
            case .english:
                (
                    "\(lift): \(wording.work(work)) has begun",
                    "Works began on \(day). "
                        + (isBuilt ? "The lift is out of use meanwhile; we" : "We")
                        + " are sorry for the inconvenience."
                )
            }
        }
    }

    /// `isBuilt` says whether the lift is there, and not only to be added.
    static func inspected(_ event: InspectionRecorded, isBuilt: Bool) -> Announcement {
        let kind: Announcement.Kind = event.result == .passed ? .inspectionPassed : .inspectionFailed
        return announcement(kind, event.lift) { wording, lift in
            let day = wording.day(event.inspectedOn)
            return switch (event.result, wording.language) {
            case (.passed, .chinese): ("\(lift)监督检验合格", "检验日期：\(day)。报告编号：\(event.certificate)。")
            case (.passed, .english):
                ("\(lift) passed its inspection", "Inspected on \(day), report \(event.certificate).")
            case (.failed, .chinese):
                (
                    "\(lift)监督检验不合格",
                    "检验日期：\(day)。报告编号：\(event.certificate)。整改并重新检验合格以前，"
                        + (isBuilt ? "不恢复使用。" : "不投入使用。")
                )
            case (.failed, .english):
                (
                    "\(lift) failed its inspection",
                    "Inspected on \(day), report \(event.certificate). It "
                        + (isBuilt ? "stays out of use" : "does not come into use")
                        + " until it is put right and passes."
                )
            }
        }
    }

    /// A lift that was added comes into use, any other is back in use.
    ///
    /// `since` is the last day on which works on it ended. `wasBuilt` says whether the lift was there before, and not
    /// only to be added, and `hasPassed` whether a supervisory inspection was passed before.
    static func returned(_ lift: LiftCode, since: Day, wasBuilt: Bool, hasPassed: Bool) -> Announcement {
        announcement(.liftReturned, lift) { wording, lift in
            let day = wording.day(since)
            switch wording.language {
            case .chinese:
                let use = wasBuilt ? "恢复使用" : "投入使用"
                return ("\(lift)\(use)", "\(hasPassed ? "监督检验合格，" : "")自\(day)起\(use)。")
            case .english:
                let use = wasBuilt ? "back in use" : "in use"
                return (
                    "\(lift) is \(use)",
                    "\(hasPassed ? "It passed its inspection and has" : "It has") been \(use) since \(day)."
                )
            }
        }
    }

    /// One order has given the lift back while another keeps it out of use (R-L-30).
    ///
    /// `isBuilt` says whether the lift is there now, and not only to be added, and `hasPassed` whether a supervisory
    /// inspection was passed before. `underWay` are the works that go on.
    static func ended(
        _ event: LiftReturned, work: WorkKind, isBuilt: Bool, hasPassed: Bool, underWay: WorkKind
    ) -> Announcement {
        announcement(.worksEnded, event.lift) { wording, lift in
            let day = wording.day(event.returnedOn)
            let (work, other) = (wording.work(work), wording.work(underWay))
            return switch wording.language {
            case .chinese:
                (
                    "\(lift)\(work)已完工，\(isBuilt ? "仍暂停使用" : "尚未投入使用")",
                    "\(hasPassed ? "监督检验合格，" : "")\(work)已于\(day)完工；另一项工程（\(other)）尚未结束，"
                        + (isBuilt ? "电梯继续暂停使用。" : "结束以前电梯不投入使用。")
                )
            case .english:
                (
                    "\(lift): \(work) done, \(isBuilt ? "still out of use" : "not in use yet")",
                    "The \(work) \(hasPassed ? "passed its inspection and " : "")was done on \(day). Other works "
                        + "(\(other)) go on, and the lift \(isBuilt ? "stays out of use" : "does not come into use") "
                        + "until they are done."
                )
            }
        }
    }

    static func completed(_ event: OrderCompleted, work: WorkKind) -> Announcement {
        announcement(.orderCompleted, event.lift) { wording, lift in
            let day = wording.day(event.completedOn)
            let cost = wording.money(event.cost)
            return switch wording.language {
            case .chinese: ("\(lift)\(wording.work(work))验收完成", "验收日期：\(day)。费用：\(cost)。验收报告：\(event.report)。")
            case .english:
                (
                    "\(lift): \(wording.work(work)) accepted",
                    "Accepted on \(day). Cost: \(cost). Acceptance report: \(event.report)."
                )
            }
        }
    }

    private static func announcement(
        _ kind: Announcement.Kind, _ lift: LiftCode, _ words: (Wording, String) -> (title: String, text: String)
    ) -> Announcement {
        Announcement(
            kind, building: lift.building,
            title: Phrase { words($0, $0.liftInCommunity(lift)).title },
            text: Phrase { words($0, $0.liftInCommunity(lift)).text })
    }
}
