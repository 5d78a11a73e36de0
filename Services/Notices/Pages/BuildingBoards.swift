import Model
import Pages
import ServiceRuntime

/// Draws the boards of buildings, for pages and for those who follow them live.
struct BuildingBoards: Sendable {
    let pages: PageSet
    /// Where residents reach the site; nil where that is as whoever reads has reached it.
    let siteURL: String?

    /// `code` leads to the board from its printed copy.
    func view(
        of building: PageQuery.Building, in board: CommunityBoard, code: Markup = "", wording: Wording
    ) -> BuildingView {
        BuildingView(
            building.building, of: board, notices: building.notices, digest: building.newestDigest, today: board.today,
            code: code, wording: wording)
    }

    /// The part of the page that changes.
    func figures(of building: PageQuery.Building, in board: CommunityBoard, language: Language) -> String {
        let view = view(of: building, in: board, wording: Wording(language))
        return pages.fragment("figures", view, in: language)
    }

    /// A QR code that leads to a building's board; empty where the site's address is not known or too long for one.
    ///
    /// `origin` is how the reader has reached the site.
    func code(_ community: CommunityID, _ building: BuildingCode, from origin: String?, _ wording: Wording) -> Markup {
        guard let siteURL = siteURL ?? origin else { return "" }
        let label = wording.text(Phrase(zh: "本楼公示的二维码", en: "QR code of the building's board"))
        do {
            return try QRCode(siteURL + SitePath.building(community, building)).svg(label: label)
        } catch {
            return ""
        }
    }
}

extension CommunityBoard {
    /// The day that the page speaks of as today.
    var today: Day { scenarioDay ?? WallClock.now().day }
}
