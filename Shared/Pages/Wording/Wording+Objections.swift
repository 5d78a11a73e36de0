package import Model

/// What is said of objections to a result that were upheld, wherever it is; of who objected nothing is said.
extension Wording {
    /// What stands in the place of the outcome of an item that an upheld objection is about.
    package var objected: String { text(Phrase(zh: "异议成立", en: "Objection upheld")) }

    /// Which objection keeps an item from taking effect.
    ///
    /// `outcome` is what the count says, in the language of this wording.
    package func objection(to outcome: String, about category: ObjectionCategory, upheldOn day: Day) -> String {
        let (what, day) = (about(category), self.day(day))
        return text(
            Phrase(
                zh: "计票结果为“\(outcome)”，\(day)因关于\(what.zh)的异议成立，不生效。",
                en: "The count says \"\(outcome)\". An objection to \(what.en) was upheld on \(day), "
                    + "so that it does not take effect."))
    }

    /// That an objection was upheld, without saying to which item.
    package func upheld(_ category: ObjectionCategory, on day: Day) -> String {
        let (what, day) = (about(category), self.day(day))
        return text(
            Phrase(zh: "\(day)，关于\(what.zh)的异议成立。", en: "An objection to \(what.en) was upheld on \(day)."))
    }

    /// What upheld objections mean for all that was voted on together.
    package func withoutEffect(upheld number: Int64) -> String {
        let number = count(number)
        return text(Phrase(zh: "异议成立 \(number) 件。", en: "Objections that were upheld: \(number). ")) + noEffect
    }

    /// Money and works follow the decision itself, which only an order takes away (docs/decisions/0071).
    package var noEffect: String {
        text(
            Phrase(
                zh: "本次表决的结果不生效，可以由主管部门或人民法院撤销，也可以再次表决。撤销之前，据此进行的收款、付款和工程不因异议成立而停止。",
                en: "The results of this voting do not take effect; an authority or a court may set them aside, or the "
                    + "question can be put again. Until they are set aside, collections, payments and works that "
                    + "rest on them are not stopped."))
    }

    private func about(_ category: ObjectionCategory) -> Phrase {
        switch category {
        case .counting: Phrase(zh: "计票", en: "how ballots were counted")
        case .procedure: Phrase(zh: "会议召集和程序", en: "how the meeting was called and held")
        case .eligibility: Phrase(zh: "投票或当选资格", en: "who voted or was elected")
        case .matter: Phrase(zh: "决定内容", en: "what was decided")
        case .other: Phrase(zh: "其他事项", en: "other matters")
        }
    }
}
