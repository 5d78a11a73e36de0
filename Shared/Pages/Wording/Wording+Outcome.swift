package import Model

/// How the end of an item is shown, wherever it is.
extension ItemResult.Outcome {
    /// The class of its stamp.
    ///
    /// What binds nobody is neither agreed to nor refused.
    package var stampStyle: String {
        switch self {
        case .passed: "yes"
        case .noted: "open"
        case .rejected, .notQuorate, .surpassed, .void: "no"
        }
    }
}

extension Wording {
    /// Why nobody holds a seat after an election in which enough took part (R-E-06).
    ///
    /// `reached` are those who had the votes for one, as they are called.
    package func nobodyElected(reached: [String]) -> String {
        guard !reached.isEmpty else {
            return text(
                Phrase(
                    zh: "没有候选人的得票达到要求，没有人当选。",
                    en: "No candidate reached the votes that it takes, so nobody was elected."))
        }
        let names = list(reached)
        return text(
            Phrase(
                zh: "可以当选的只有\(names)：得票达到要求的候选人太少，没有人当选。",
                en: "Only \(names) could have been elected: too few candidates reached the votes that it takes, so "
                    + "nobody was elected."))
    }

    /// What stands in the place of the outcome of a decision that was taken away.
    package var undone: String { text(Phrase(zh: "已撤销", en: "Set aside")) }

    /// By whom a decision was taken away, and since when nothing rests on it.
    package func undoing(by authority: ResolutionSetAside.Authority, on day: Day) -> String {
        let by =
            switch authority {
            case .authority: Phrase(zh: "主管部门", en: "the authority")
            case .court: Phrase(zh: "人民法院", en: "the court")
            }
        let day = self.day(day)
        return text(
            Phrase(
                zh: "\(day)被\(by.zh)撤销，不再执行。", en: "Set aside by \(by.en) on \(day); it is no longer carried out."))
    }
}
