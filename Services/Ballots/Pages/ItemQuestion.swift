import Model
import Pages
import ServiceRuntime

/// How an item is asked, on a page and on paper.
///
/// This is the one place that tells forms of questions apart: a further form is a further case of ``Form``, and the
/// compiler then asks for its answers and for how one is read.
struct ItemQuestion: Sendable {
    enum Form: Sendable {
        /// For, against or abstained.
        case resolution

        init(_ item: AgendaItem) { self = .resolution }
    }

    /// What can be chosen, in the order in which it is shown.
    struct Answer: Sendable {
        let value: String
        let label: String
    }

    let form: Form
    let answers: [Answer]
    /// How it is answered on paper.
    let hint: String

    init(_ item: AgendaItem, wording: Wording) {
        form = Form(item)
        switch form {
        case .resolution:
            answers = Choice.allCases.map { Answer(value: $0.rawValue, label: wording.choice($0)) }
            hint = wording.text(Phrase(zh: "只在一个方框内打“√”", en: "Mark one box"))
        }
    }

    /// An answer as a vote is cast with it.
    struct Chosen: Sendable {
        let choice: Choice
        let answer: Answer
    }

    /// What a form was sent with.
    ///
    /// - Throws: `Problem` 400 for what is none of the answers.
    func chosen(_ sent: String?) throws -> Chosen {
        switch form {
        case .resolution:
            guard let choice = sent.flatMap(Choice.init(rawValue:)),
                let answer = answers.first(where: { $0.value == sent })
            else {
                throw Problem.invalid(
                    "choice", Phrase(zh: "请选择同意、反对或弃权", en: "Please choose for, against or abstain"))
            }
            return Chosen(choice: choice, answer: answer)
        }
    }
}
