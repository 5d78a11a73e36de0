import Model
import Pages
import ServiceRuntime

/// How an item is asked, on a page and on paper.
///
/// This is the one place that tells forms of questions apart.
struct ItemQuestion: Sendable {
    private enum Form: Sendable {
        /// One of a few words.
        case words
        /// Up to so many candidates, or none of them.
        case candidates(Election)
    }

    /// What can be chosen, in the order in which it is shown.
    struct Answer: Sendable {
        let value: String
        let label: String
        /// What a page's form calls the answer where several can be chosen.
        let field: String
        /// Whether it was chosen before.
        let isTicked: Bool
        /// What a candidate says of themselves.
        let statement: String?
        /// The building and its seats, before the first of those who stand for them.
        let heading: String?

        init(
            value: String, label: String, isTicked: Bool = false, statement: String? = nil, heading: String? = nil
        ) {
            self.value = value
            self.label = label
            self.isTicked = isTicked
            self.statement = statement
            self.heading = heading
            field = "tick.\(value)"
        }
    }

    private let form: Form
    private let wording: Wording
    /// Of these one is chosen at once; nothing where it is not asked on ballots.
    let answers: [Answer]
    /// Of these several can be ticked.
    let candidates: [Answer]
    /// Whether there is anything to choose.
    var isOpen: Bool { !answers.isEmpty || !candidates.isEmpty }
    /// How it is answered on paper.
    let hint: String

    /// The question of an item, on a paper whose rules say whether ballots offer to go with the majority.
    ///
    /// How was voted `before` is not asked again where it is a word; candidates are ticked.
    init(_ item: AgendaItem, on paper: AssemblyPaper, before: Choice? = nil, wording: Wording) {
        self.wording = wording
        let follow: [Choice] = paper.rules?.asksFollow ?? false ? [.follow] : []
        answers = ([Choice.inFavour, .against, .abstain] + follow)
            .filter { item.words.contains($0.description) && $0 != before }
            .map { Answer(value: $0.description, label: wording.choice($0)) }
        if let election = item.election {
            form = .candidates(election)
            var ticked: [CandidateCode] = []
            if case .candidates(let chosen) = before { ticked = chosen }
            candidates = CandidateGroup.groups(of: election, wording: wording).flatMap { group in
                group.candidates.enumerated().map { place, candidate in
                    Answer(
                        value: candidate.description, label: paper.name(of: candidate, on: item.item),
                        isTicked: ticked.contains(candidate),
                        statement: paper.detail.presentations[item.item]?[candidate]?.statement,
                        heading: place == 0 ? group.heading : nil)
                }
            }
            hint = wording.text(
                Phrase(zh: "最多选 \(election.seats) 人，多选无效", en: "Mark at most \(election.seats); more make it invalid"))
        } else {
            form = .words
            candidates = []
            hint = wording.text(Phrase(zh: "只在一个方框内打“√”", en: "Mark one box"))
        }
    }

    /// What a form's button says that sends the ticked candidates.
    static let ticks = "ticks"

    /// An answer as a vote is cast with it.
    struct Chosen: Sendable {
        let choice: Choice
        let answer: Answer
    }

    /// What a form was sent with.
    ///
    /// `sent` gives the form's fields.
    ///
    /// - Throws: `Problem` 400 for what is none of the answers.
    func chosen(_ sent: (String) -> String?) throws -> Chosen {
        let word = sent("choice")
        if let answer = answers.first(where: { $0.value == word }), let choice = Choice(answer.value) {
            return Chosen(choice: choice, answer: answer)
        }
        switch form {
        case .words:
            throw Problem.invalid(
                "choice",
                Phrase(
                    zh: "请选择\(answers.map(\.label).joined(separator: "、"))之一",
                    en: "Please choose \(answers.map(\.value).joined(separator: ", "))"))
        case .candidates(let election): return try ticked(word, sent, election)
        }
    }

    private func ticked(_ word: String?, _ sent: (String) -> String?, _ election: Election) throws -> Chosen {
        let named = Set((word == Self.ticks ? nil : word)?.split(separator: "+").map(String.init) ?? [])
        let standing = election.candidates.map(\.candidate)
        let ticked = standing.filter { candidate in
            word == Self.ticks ? sent("tick.\(candidate)") != nil : named.contains(candidate.description)
        }
        guard !ticked.isEmpty, Int64(ticked.count) <= election.seats, word == Self.ticks || named.count == ticked.count
        else {
            throw Problem.invalid(
                "choice",
                Phrase(
                    zh: "请选择 1 至 \(election.seats) 名候选人，或选择弃权",
                    en: "Please tick between 1 and \(election.seats) candidates, or abstain"))
        }
        let choice = Choice.candidates(ticked)
        let label = wording.list(candidates.filter { ticked.map(\.description).contains($0.value) }.map(\.label))
        return Chosen(choice: choice, answer: Answer(value: choice.description, label: label))
    }
}
