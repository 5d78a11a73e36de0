import Model
import Pages

/// Which papers there are to print.
struct PapersView: Sendable {
    let title: String
    let buildings: [Building]
    /// Where the QR codes lead to; nil where nobody knows.
    let address: String?
    let assembly: String

    struct Building: Sendable {
        let name: String
        let path: String
        let units: String
    }

    init(_ units: [UnitCode], of paper: AssemblyPaper, address: String?, wording: Wording) {
        let id = paper.assembly.id
        title = paper.assembly.title
        assembly = BallotPath.assembly(id, of: paper.community)
        self.address = address
        buildings = Dictionary(grouping: units, by: \.building).sorted { $0.key < $1.key }.map { building, units in
            Building(
                name: wording.building(building), path: BallotPath.sheets(building, id, of: paper.community),
                units: wording.text(
                    Phrase(zh: "\(units.count) 户", en: English.counted(units.count, "household"))))
        }
    }
}

/// What is the same on all letters and ballots of an assembly.
struct SheetFrame: Sendable {
    let language: String
    let styles: String
    let community: String
    let title: String
    let deadline: String
    let items: [Item]
    /// Whether owners may vote online instead.
    let isOnline: Bool
    /// What whoever keeps silent is counted as, where the rules count silence (R-S-05).
    let silence: String?
    /// That a vote that was cast online may be changed, where the rules say so.
    let change: String?

    struct Item: Sendable {
        let number: Int
        let question: String
        let mandate: String?
        let hint: String
        let answers: [ItemQuestion.Answer]
        let candidates: [ItemQuestion.Answer]
    }

    /// - Throws: `InvalidValue` for a pack that says in no known word by what silence follows the majority.
    init(_ paper: AssemblyPaper, wording: Wording) throws {
        let (assembly, rules) = (paper.assembly, paper.rules)
        language = wording.language.rawValue
        styles = SiteAsset.styles.path
        community = paper.communityName
        title = assembly.title
        deadline = wording.time(assembly.closesAt)
        isOnline = assembly.terms.takesElectronicBallots
        items = assembly.items.enumerated().filter { $1.form != .showOfHands }.map { index, item in
            let question = ItemQuestion(item, on: paper, wording: wording)
            return Item(
                number: index + 1, question: item.title,
                mandate: item.mandate.map { wording.mandate($0, names: paper.names) }, hint: question.hint,
                answers: question.answers, candidates: question.candidates)
        }
        silence = try rules.flatMap { try Self.silence(by: $0, on: assembly.items, wording) }
        change =
            isOnline && rules?.allowsVoteChange ?? false
            ? wording.text(
                Phrase(
                    zh: "本小区的规则允许更改：本人在线上投的票，截止前可以在线上更改；交出的纸质选票不能更改。",
                    en:
                        "By this community's rules a vote that you cast online may be changed online until the end; a paper that "
                        + "was handed in may not."))
            : nil
    }
}

extension SheetFrame {
    /// Nil where silence counts nothing, as on everything but resolutions (docs/decisions/0038).
    private static func silence(
        by rules: RulePack, on items: [AgendaItem], _ wording: Wording
    ) throws(InvalidValue) -> String? {
        let effect: Phrase
        switch rules.silentBallots.policy {
        case .off, .followOption: return nil
        case .majority: effect = try rules.followedMajority.silence
        case .inFavour: effect = Phrase(zh: "计为同意", en: "as being in favour")
        case .abstain: effect = Phrase(zh: "计为弃权", en: "as abstaining")
        }
        let resolutions = items.indices.filter { (items[$0].form ?? .resolution) == .resolution }
        guard !resolutions.isEmpty else { return nil }
        var place = Phrase(zh: "", en: "")
        if resolutions.count < items.count(where: { $0.form != .showOfHands }) {
            let numbers = wording.list(resolutions.map { "\($0 + 1)" })
            let word = resolutions.count == 1 ? "question" : "questions"
            place = Phrase(zh: "对第 \(numbers) 项", en: " on \(word) \(numbers)")
        }
        return wording.text(
            Phrase(
                zh: "请注意，不表态也要计票：按本小区议事规则，选票已送达而截止前没有\(place.zh)表决的业主，视为参与了表决，并\(effect.zh)。",
                en:
                    "Please note that silence counts: by this community's rules of procedure, owners who were given "
                    + "this ballot and have not voted\(place.en) by the end are taken to have taken part, and are "
                    + "counted \(effect.en)."))
    }
}

extension RulePack.FollowedMajority {
    /// What the silent are counted as who follow it.
    fileprivate var silence: Phrase {
        let side =
            switch self {
            case .areaAndHeads: Phrase(zh: "面积和人数都较多", en: "more area and more owners")
            case .area: Phrase(zh: "面积较多", en: "more area")
            case .heads: Phrase(zh: "人数较多", en: "more owners")
            }
        return Phrase(
            zh: "按多数意见计票，即计入\(side.zh)的一方；没有这一方的，计为弃权",
            en: "with the majority, which is the side that has \(side.en), or as abstaining where there is none")
    }
}

/// A household's letter and ballot.
///
/// They name a unit and nobody.
struct SheetView: Sendable {
    let frame: SheetFrame
    let unit: String
    /// Leads to the assembly's page for this unit; whoever reads it gains nothing by it.
    let code: Markup
    let address: String?

    init(_ unit: UnitCode, in frame: SheetFrame, address: String?, wording: Wording) {
        self.frame = frame
        self.unit = unit.description
        self.address = address
        code = address.map { Self.code($0, wording) } ?? ""
    }

    private static func code(_ address: String, _ wording: Wording) -> Markup {
        do {
            let label = Phrase(zh: "会议网页的二维码", en: "QR code of the meeting's page")
            return try QRCode(address).svg(label: wording.text(label))
        } catch {
            // Too long for one; the address stands on the letter all the same.
            return ""
        }
    }
}
