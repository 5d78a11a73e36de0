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

    static func marked(_ event: LiftMarked) -> Announcement {
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
                let next = event.nextInspectionOn.map(wording.day)
                return switch wording.language {
                case .chinese: "更换日期：\(day)。" + (next.map { "下次检验日期：\($0)。" } ?? "")
                case .english: "Renewed on \(day)." + (next.map { " Next inspection: \($0)." } ?? "")
                }
            })
    }
}
