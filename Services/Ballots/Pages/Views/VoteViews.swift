import Model
import Pages

/// What an owner votes on, a question at a time.
struct MineView: Sendable {
    let title: String
    let closing: String
    let heads: [Head]
    let assembly: String
    let confirm: String

    /// Units that vote together.
    struct Head: Sendable {
        let units: [String]
        let areSeveral: Bool
        let area: String
        let questions: [Question]
    }

    struct Question: Sendable {
        let number: Int
        let question: String
        let mandate: String?
        /// What a form names the question by.
        let item: String
        let unit: String
        let answers: [ItemQuestion.Answer]
        let candidates: [ItemQuestion.Answer]
        let hint: String
        /// Where the receipt of a vote that is there is looked up; then there is nothing to choose any more, unless it may
        /// be changed.
        let receipt: String?
        let receivedAt: String
        /// How a vote that may be changed was cast.
        let before: String?
    }

    /// `unit` is that of the letter; the head that it belongs to comes first.
    init(_ ballots: OwnBallots, of paper: AssemblyPaper, unit: UnitCode?, wording: Wording) {
        let (assembly, id) = (paper.assembly, paper.assembly.id)
        title = assembly.title
        closing = wording.time(assembly.closesAt)
        self.assembly = BallotPath.assembly(id, of: paper.community)
        confirm = "\(self.assembly)/confirm"
        let (first, others) = (
            ballots.heads.filter { head in unit.map(head.units.contains) ?? false },
            ballots.heads.filter { head in !(unit.map(head.units.contains) ?? false) }
        )
        heads = (first + others).map { head in
            Head(
                units: head.units.map(\.description), areSeveral: head.units.count > 1, area: wording.area(head.area),
                questions: assembly.items.enumerated().filter { $1.form != .showOfHands }.map { index, item in
                    let vote = head.votes[item.item]
                    let isAsked = vote.map { $0.changeable != nil } ?? true
                    let question = ItemQuestion(item, on: paper, before: vote?.changeable, wording: wording)
                    let before = question.isOpen ? vote?.changeable : nil
                    return Question(
                        number: index + 1, question: item.title,
                        mandate: item.mandate.map { wording.mandate($0, names: paper.names) },
                        item: item.item.description, unit: head.units[0].description,
                        answers: isAsked ? question.answers : [],
                        candidates: isAsked ? question.candidates : [], hint: question.hint,
                        receipt: vote.map { BallotPath.receipt($0.receipt.receipt, id, of: paper.community) },
                        receivedAt: vote.map { wording.time($0.receipt.acceptedAt) } ?? "",
                        before: before.map { wording.choice($0, on: item.item, of: paper) })
                })
        }
    }
}

/// What is about to be voted, to be read once more.
struct ConfirmView: Sendable {
    let title: String
    let question: String
    let units: [String]
    /// What is about to be changed; nil for a first vote.
    let before: String?
    let choice: String
    /// Whether it cannot be changed any more.
    let isFinal: Bool
    /// What the form sends on.
    let item: String
    let unit: String
    let value: String
    /// The name of this vote, so that sending it twice is voting once.
    let key: String
    let vote: String
    let back: String
}

/// How an owner's units were counted.
struct CountedView: Sendable {
    let title: String
    let heads: [Head]
    let assembly: String

    struct Head: Sendable {
        let units: [String]
        let area: String
        let ballots: [Line]
        let papers: [Line]
    }

    struct Line: Sendable {
        let question: String
        let choice: String
        let details: String
    }

    init(_ counted: [([UnitCode], ReceiptLookup.Counted)], of paper: AssemblyPaper, wording: Wording) {
        let assembly = paper.assembly
        title = assembly.title
        self.assembly = BallotPath.assembly(assembly.id, of: paper.community)
        func question(_ item: ItemID) -> String { assembly.items.first { $0.item == item }?.title ?? item.description }
        heads = counted.map { units, counted in
            Head(
                units: units.map(\.description), area: wording.area(counted.area),
                ballots: counted.ballots.map { ballot in
                    Line(
                        question: question(ballot.item),
                        choice: wording.choice(ballot.choice, on: ballot.item, of: paper),
                        details: "\(wording.channel(ballot.channel)) · \(wording.time(ballot.acceptedAt))")
                },
                papers: counted.papers.filter { !$0.counted }.map { sheet in
                    Line(
                        question: question(sheet.item),
                        choice: sheet.choice.map { wording.choice($0, on: sheet.item, of: paper) }
                            ?? wording.text(Phrase(zh: "无效票", en: "Invalid")),
                        details: wording.day(sheet.signedOn))
                })
        }
    }
}

/// Looking up a receipt, also the one that was given a moment ago.
struct ReceiptView: Sendable {
    let title: String
    let path: String
    let assembly: String
    let mine: String
    /// What was looked for, as it was typed.
    let code: String
    let isNew: Bool
    let found: Found?
    let refusal: String?
    /// Where the receipt can be checked by hand.
    let address: String

    struct Found: Sendable {
        let question: String
        let details: String
        /// That the vote was changed later, and when.
        let replaced: String?
    }
}

/// Why something was not done.
struct RefusalView: Sendable {
    let title: String
    let reasons: [String]
    var back: String?
    var backText: String
    /// Where somebody else can sign in, or the same in another community.
    let signIn: String?
}
