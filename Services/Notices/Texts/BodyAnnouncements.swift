import Model
import Pages

/// What the board says of the bodies that speak for the owners: counts and dates, never who sits in them.
enum BodyAnnouncements {
    /// A body may be told of after its term, where a community's past is recorded.
    static func seated(_ event: BodySeated, today: Day) -> Announcement {
        let owners = Int64(event.members.count { $0.represents == .owner })
        let isOver = event.termEndsOn.map { $0 < today } ?? false
        return announcement(.bodySeated, event.kind) { wording, name in
            let day = wording.day(event.seatedOn)
            let end = event.termEndsOn.map(wording.day)
            let (members, alternates) = (wording.count(Int64(event.members.count)), Int64(event.alternates.count))
            switch wording.language {
            case .chinese:
                let term = end.map { isOver ? "任期已于\($0)届满。" : "任期至\($0)。" }
                let lines = [
                    "\(day)\(wording.origin(event.origin))，成员\(members)人，其中业主\(wording.count(owners))人"
                        + (alternates > 0 ? "，候补\(wording.count(alternates))人。" : "。"),
                    term,
                    event.overridden == nil ? nil : "组成与规则不尽相同，已获有权单位同意，原因已记录在案。",
                ]
                return (isOver ? "\(name)任期已届满" : "\(name)成立", lines.compactMap(\.self).joined(separator: "\n"))
            case .english:
                let term = end.map { isOver ? "The term ended on \($0)." : "The term ends on \($0)." }
                let lines = [
                    "\(wording.origin(event.origin)) on \(day) with \(English.counted(members, "member")), of whom "
                        + "\(wording.count(owners)) are owners"
                        + (alternates > 0 ? ", and \(English.counted(wording.count(alternates), "alternate"))." : "."),
                    term,
                    event.overridden == nil
                        ? nil : "It differs from the rules; this was allowed, and the reason is on record.",
                ]
                return (
                    isOver ? "\(name): the term is over" : "\(name) takes office",
                    lines.compactMap(\.self).joined(separator: "\n")
                )
            }
        }
    }

    static func memberChanged(_ event: BodyMemberChanged) -> Announcement {
        announcement(.bodyMemberChanged, event.kind) { wording, name in
            let count = wording.count(event.serving)
            let seats = wording.count(event.seats)
            let fact = [wording.change(event), wording.step(event.next)].compactMap(\.self)
            switch wording.language {
            case .chinese:
                let lines =
                    ["\(wording.day(event.changedOn))起，\(fact[0])。现有成员\(count)人，应有\(seats)人。"] + fact.dropFirst()
                return ("\(name)成员变动", lines.joined(separator: "\n"))
            case .english:
                let lines =
                    [
                        "\(fact[0]) on \(wording.day(event.changedOn)). "
                            + "It has \(count) of \(English.counted(seats, "member"))."
                    ] + fact.dropFirst()
                return ("\(name): a change of members", lines.joined(separator: "\n"))
            }
        }
    }

    /// Neither the name nor why: the reason would tell everybody in the building.
    ///
    /// That a deputy presides is said of the chair's suspension, because owners have to know whom to turn to; of nobody
    /// else is the office told.
    static func suspended(_ event: BodyMemberSuspended) -> Announcement {
        // The event also names whoever presides for a chair that was suspended earlier.
        let deputyPresides = event.office == .chair && event.actingChair != nil
        return announcement(.bodyMemberChanged, event.kind) { wording, name in
            let (from, until) = (wording.day(event.from), event.until.map(wording.day))
            let (acting, serving) = (wording.count(event.acting), wording.count(event.serving))
            switch wording.language {
            case .chinese:
                let term = until.map { "至\($0)" } ?? "，至有关决定作出为止"
                let chair = deputyPresides ? "其间由副主任主持工作。" : ""
                return (
                    "\(name)一名成员暂停履职", "\(from)起\(term)，该成员不参加表决和履职，席位保留。现有成员\(serving)人，其中\(acting)人履职。\(chair)"
                )
            case .english:
                let term = until.map { "until \($0)" } ?? "until it has been decided"
                let chair = deputyPresides ? " A deputy presides meanwhile." : ""
                return (
                    "\(name): a member is suspended",
                    "From \(from) \(term) one member keeps the seat, but neither votes nor acts. "
                        + "Of \(English.counted(serving, "member")) \(acting) act.\(chair)"
                )
            }
        }
    }

    static func suspensionEnded(_ event: BodySuspensionEnded) -> Announcement {
        announcement(.bodyMemberChanged, event.kind) { wording, name in
            let day = wording.day(event.lastDay)
            let (acting, serving) = (wording.count(event.acting), wording.count(event.serving))
            return switch wording.language {
            case .chinese: ("\(name)成员恢复履职", "一名成员的暂停履职于\(day)结束。现有成员\(serving)人，其中\(acting)人履职。")
            case .english:
                (
                    "\(name): a member acts again",
                    "The suspension of one member ended on \(day). Of \(English.counted(serving, "member")) \(acting) act."
                )
            }
        }
    }

    static func ending(_ event: BodyEnding, today: Day) -> Announcement {
        let isOver = event.termEndsOn < today
        return announcement(.bodyEnding, event.kind) { wording, name in
            let day = wording.day(event.termEndsOn)
            return switch (wording.language, isOver) {
            case (.chinese, false): ("\(name)任期即将届满", "任期至\(day)，应当在届满以前做好换届准备，并报告街道。")
            case (.chinese, true): ("\(name)任期已届满", "任期已于\(day)届满，应当尽快换届，并报告街道。")
            case (.english, false):
                (
                    "\(name): the term is about to end",
                    "It ends on \(day); the change-over has to be prepared before and reported to the street."
                )
            case (.english, true):
                (
                    "\(name): the term is over",
                    "It ended on \(day); the change-over has to come soon and be reported to the street."
                )
            }
        }
    }

    static func ended(_ event: BodyEnded) -> Announcement {
        announcement(.bodyEnded, event.kind) { wording, name in
            let day = wording.day(event.endedOn)
            let cause = wording.endCause(event.cause)
            let last = event.handOverBy.map(wording.day)
            return switch wording.language {
            case .chinese: ("\(name)任职结束", "\(day)，\(cause)。" + (last.map { "档案、印章和财物最迟应在\($0)移交。" } ?? ""))
            case .english:
                (
                    "\(name) is no longer in office",
                    "Ended on \(day): \(cause)."
                        + (last.map { " Archives, seal and property are to be handed over by \($0)." } ?? "")
                )
            }
        }
    }

    static func handedOver(_ event: BodyHandedOver) -> Announcement {
        announcement(.bodyHandedOver, event.kind) { wording, name in
            let day = wording.day(event.handedOverOn)
            return switch wording.language {
            case .chinese: ("\(name)移交完成", "档案、印章和财物已在\(day)移交。")
            case .english: ("\(name) has handed over", "Archives, seal and property were handed over on \(day).")
            }
        }
    }

    private static func announcement(
        _ kind: Announcement.Kind, _ body: BodyKind, _ words: (Wording, String) -> (title: String, text: String)
    ) -> Announcement {
        Announcement(
            kind, title: Phrase { words($0, $0.body(body)).title }, text: Phrase { words($0, $0.body(body)).text })
    }
}

extension Wording {
    fileprivate func origin(_ origin: BodyOrigin) -> String {
        switch (origin, language) {
        case (.elected, .chinese): "选举产生"
        case (.elected, .english): "Elected"
        case (.appointed, .chinese): "组建"
        case (.appointed, .english): "Formed"
        case (.appliedFor, .chinese): "经业主申请组建"
        case (.appliedFor, .english): "Formed at the owners' application"
        }
    }

    fileprivate func change(_ event: BodyMemberChanged) -> String {
        let isAlternate = event.seat == nil
        return switch (event.change, language) {
        case (.left, .chinese): isAlternate ? "一名候补成员不再候补" : "一名成员不再任职"
        case (.left, .english): isAlternate ? "An alternate withdrew" : "A member left"
        case (.seated, .chinese): "一名成员补任，任期至本届届满"
        case (.seated, .english): "A vacant seat was filled for the rest of the term"
        case (.assigned, .chinese): "成员分工调整"
        case (.assigned, .english): "The work was divided anew"
        }
    }

    fileprivate func step(_ step: VacancyStep) -> String? {
        switch (step, language) {
        case (.none, _): nil
        case (.fillFromAlternates, .chinese): "空缺由候补成员按顺序递补。"
        case (.fillFromAlternates, .english): "The next alternate will take the vacant seat."
        case (.byElection, .chinese): "空缺待补选。"
        case (.byElection, .english): "A by-election is needed for the vacant seats."
        case (.newElection, .chinese): "人数已不足，需要重新选举。"
        case (.newElection, .english): "Too few members remain: a new election is needed."
        case (.streetOrganises, .chinese): "人数已不足，由街道组织重新选举。"
        case (.streetOrganises, .english): "Too few members remain: the street organises a new election."
        case (.earlyChangeOver, .chinese): "人数已不足，需要提前换届。"
        case (.earlyChangeOver, .english): "Too few members remain: the change-over comes early."
        // Nobody sends the owners of such a body, and the event does not tell whose seat is vacant.
        case (.nameAnother, .chinese): "空缺席位属于单位代表的，由该单位另行派员；属于业主代表的，另行推选。"
        case (.nameAnother, .english):
            "An organisation names another in the place of its member; for an owner's seat another owner is chosen."
        }
    }

    fileprivate func endCause(_ cause: BodyEndCause) -> String {
        switch (cause, language) {
        case (.termEnded, .chinese): "任期届满"
        case (.termEnded, .english): "the term was over"
        case (.committeeElected, .chinese): "业主委员会已经选举产生"
        case (.committeeElected, .english): "an owners' committee was elected"
        case (.tooFewMembers, .chinese): "成员人数不足"
        case (.tooFewMembers, .english): "too few members remained"
        case (.dissolved, .chinese): "解散"
        case (.dissolved, .english): "it was dissolved"
        }
    }
}
