import Model
import Pages

/// What the board says of the time that an assembly has, and of what becomes of its result.
enum ResultAnnouncements {
    static func extended(_ event: AssemblyExtended, title: String) -> Announcement {
        Announcement(
            .votingExtended,
            title: Phrase(zh: "表决延期：\(title)", en: "Voting goes on for longer: \(title)"),
            text: Phrase { wording in
                let closing = wording.time(event.closesAt)
                let papers = event.papersUntil.map(wording.time)
                return switch wording.language {
                case .chinese:
                    "表决截止时间延至 \(closing)。原因：\(event.reason)"
                        + (papers.map { "\n截止前签署的纸质表决票，可以录入至 \($0)。" } ?? "")
                case .english:
                    "Voting now ends on \(closing). The reason: \(event.reason)"
                        + (papers.map { "\nPapers that are signed by then can be entered until \($0)." } ?? "")
                }
            })
    }

    static func effective(_ event: AssemblyEffective, title: String) -> Announcement {
        Announcement(
            .resultEffective,
            title: Phrase(zh: "表决结果生效：\(title)", en: "The result stands: \(title)"),
            text: Phrase { wording in
                let (day, count) = (wording.day(event.on), wording.count(event.objections))
                return switch (wording.language, event.objections) {
                case (.chinese, 0): "公示期间没有收到异议，表决结果自\(day)起生效。"
                case (.chinese, _): "公示期间收到异议 \(count) 件，均已答复，表决结果自\(day)起生效。"
                case (.english, 0): "Nobody objected while the result was posted. It stands from \(day)."
                case (.english, _):
                    "All objections to the posted result (\(count)) were answered. It stands from \(day)."
                }
            })
    }

    /// In place of the words for a result that stands: where nothing passed, nothing takes effect.
    static func concluded(_ event: AssemblyEffective, title: String) -> Announcement {
        Announcement(
            .resultEffective,
            title: Phrase(
                zh: "公示期满，没有通过的事项：\(title)", en: "The posting is over, nothing passed: \(title)"),
            text: Phrase { wording in
                let (day, count) = (wording.day(event.on), wording.count(event.objections))
                return switch (wording.language, event.objections) {
                case (.chinese, 0): "公示期间没有收到异议。\(day)，本次表决程序结束，没有通过的事项。"
                case (.chinese, _): "公示期间收到异议 \(count) 件，均已答复。\(day)，本次表决程序结束，没有通过的事项。"
                case (.english, 0):
                    "Nobody objected while the result was posted. The voting was concluded on \(day); no item passed."
                case (.english, _):
                    "All objections to the posted result (\(count)) were answered. The voting was concluded on "
                        + "\(day); no item passed."
                }
            })
    }

    /// `item` is the title of the item; nil is the whole assembly.
    static func upheld(_ event: ObjectionUpheld, title: String, item: String?) -> Announcement {
        let name = item ?? title
        return Announcement(
            .objectionUpheld,
            title: Phrase(zh: "异议成立：\(name)", en: "Objection upheld: \(name)"),
            text: Phrase { "\($0.upheld(event.category, on: event.on))\n\($0.noEffect)" })
    }

    /// `item` is the title of the item; nil is the whole assembly.
    static func setAside(_ event: ResolutionSetAside, title: String, item: String?) -> Announcement {
        let name = item ?? title
        return Announcement(
            .resolutionSetAside,
            title: Phrase(zh: "决定被撤销：\(name)", en: "Set aside: \(name)"),
            text: Phrase { wording in
                let day = wording.day(event.on)
                let rest = wording.text(
                    Phrase(
                        zh: "此后不再据此付款和放行工程，已放行的工程继续。",
                        en: "No more is paid out and no more works are released under it; "
                            + "works released before go on."))
                return switch (wording.language, event.by) {
                case (.chinese, .authority): "主管部门于\(day)决定予以撤销，\(rest)文书 SHA-256：\(event.document)"
                case (.chinese, .court): "人民法院于\(day)判决予以撤销，\(rest)文书 SHA-256：\(event.document)"
                case (.english, .authority):
                    "The authority annulled it on \(day). \(rest) The order's SHA-256 is \(event.document)."
                case (.english, .court):
                    "The court revoked it on \(day). \(rest) The judgment's SHA-256 is \(event.document)."
                }
            })
    }
}
