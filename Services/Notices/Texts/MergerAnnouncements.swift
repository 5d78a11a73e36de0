import Model
import Pages

/// What boards say when compounds become one management area.
enum MergerAnnouncements {
    static func merged(_ event: CommunityMerged, area: String) -> Announcement {
        announcement(.communityMerged) { wording in
            let day = wording.day(event.on)
            return switch wording.language {
            case .chinese:
                (
                    "本小区并入\(area)",
                    """
                    自\(day)起，本小区并入物业管理区域“\(area)”，今后的表决、筹集和维修在该区域公示。
                    此前的表决结果、账目和公告保留在本页，单独记账，未完事项按原账目办结。
                    依据：\(event.basis)
                    """
                )
            case .english:
                (
                    "Part of \(area) from now on",
                    """
                    From \(day) this community is part of the management area "\(area)", on whose board later votes, \
                    collections and works are published.
                    Earlier results, books and notices stay on this page; the books are kept apart, and what is unfinished \
                    is finished in them.
                    It rests on: \(event.basis)
                    """
                )
            }
        }
    }

    static func joined(_ event: CommunitiesJoined, parts: [String]) -> Announcement {
        announcement(.communitiesJoined) { wording in
            let day = wording.day(event.on)
            return switch wording.language {
            case .chinese:
                (
                    "\(parts.joined(separator: "、"))合并为一个物业管理区域",
                    """
                    自\(day)起，\(parts.joined(separator: "、"))并入本物业管理区域，由全体业主共同决定。
                    各小区原有账目单独保留，可在原小区页面查看。
                    依据：\(event.basis)
                    """
                )
            case .english:
                (
                    "One management area: \(parts.joined(separator: ", "))",
                    """
                    From \(day) these are parts of this management area, whose owners decide together: \
                    \(parts.joined(separator: ", ")).
                    The earlier books of each are kept apart and can be read on its own page.
                    It rests on: \(event.basis)
                    """
                )
            }
        }
    }

    private static func announcement(
        _ kind: Announcement.Kind, _ say: (Wording) -> (title: String, text: String)
    ) -> Announcement {
        let (chinese, english) = (say(Wording(.chinese)), say(Wording(.english)))
        return Announcement(
            kind, title: Phrase(zh: chinese.title, en: english.title), text: Phrase(zh: chinese.text, en: english.text))
    }
}
