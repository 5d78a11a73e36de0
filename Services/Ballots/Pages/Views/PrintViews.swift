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
    /// That who keeps silent may be counted, where the rules say so.
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

    init(_ paper: AssemblyPaper, wording: Wording) {
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
                number: index + 1, question: item.title, mandate: item.mandate.map(wording.mandate),
                hint: question.hint, answers: question.answers, candidates: question.candidates)
        }
        silence =
            rules?.countsSilence ?? false
            ? wording.text(
                Phrase(
                    zh: "请注意：按本小区议事规则，选票已送达而截止前没有表态的，会按议事规则的约定计票，不等于没有影响。",
                    en:
                        "Please note: by this community's rules of procedure, who was given this ballot and says nothing until "
                        + "the end is counted as those rules lay down. Silence is not without effect."))
            : nil
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

/// A household's letter and ballot. They name a unit and nobody.
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
