import Model
import Pages

/// What the board says of who takes care of a lift.
enum CareAnnouncements {
    static func maintainerChanged(_ event: MaintainerChanged) -> Announcement {
        Announcement(
            .maintainerChanged, building: event.lift.building,
            title: Phrase {
                switch $0.language {
                case .chinese: "\($0.liftInCommunity(event.lift))更换维保单位"
                case .english: "\($0.liftInCommunity(event.lift)) has another maintenance firm"
                }
            },
            text: Phrase { wording in
                let day = wording.day(event.changedOn)
                let last = event.markBy.map(wording.day)
                return switch wording.language {
                case .chinese:
                    "自\(day)起，" + (event.maintainer.map { "由\($0)维护保养。" } ?? "没有维保单位。")
                        + (last.map { "使用标志最迟应在\($0)更换。" } ?? "")
                case .english:
                    (event.maintainer.map { "\($0) maintains it since \(day)." } ?? "Nobody maintains it since \(day).")
                        + (last.map { " Its mark is to be renewed by \($0)." } ?? "")
                }
            })
    }

    static func marked(_ event: LiftMarked, today: Day) -> Announcement {
        Announcement(
            .liftMarked, building: event.lift.building,
            title: Phrase {
                switch $0.language {
                case .chinese: "\($0.liftInCommunity(event.lift))使用标志已更换"
                case .english: "\($0.liftInCommunity(event.lift)) has a new mark"
                }
            },
            text: Phrase { wording in
                let day = wording.day(event.markedOn)
                let next = event.nextInspectionOn.map { wording.inspection(by: $0, today: today) } ?? ""
                return switch wording.language {
                case .chinese: "更换日期：\(day)。\(next)"
                case .english: "Renewed on \(day).\(next)"
                }
            })
    }
}

extension Wording {
    /// A day that has passed is no next one, and whoever rides has to know that (R-L-32).
    fileprivate func inspection(by last: Day, today: Day) -> String {
        switch (language, last < today) {
        case (.chinese, false): "下次检验日期：\(day(last))。"
        case (.chinese, true): "应在\(day(last))前检验，已逾期。"
        case (.english, false): " Next inspection: \(day(last))."
        case (.english, true): " Inspection was due by \(day(last)) and is overdue."
        }
    }
}
