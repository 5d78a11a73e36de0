import Model
import Pages

/// What the board says of money: what is collected, lent and paid out, never by whom in person.
enum FundAnnouncements {
    static func opened(_ event: CampaignOpened) -> Announcement {
        let mandate = BallotAnnouncements.sentence(.collect(event.mandate))
        return Announcement(
            .campaignOpened,
            title: Phrase(zh: "开始筹集：\(event.title)", en: "Collection opened: \(event.title)"),
            text: Phrase { wording in
                let households = wording.count(event.households)
                let due = wording.money(event.due)
                return switch wording.language {
                case .chinese: "共 \(households) 户，应缴合计 \(due)。\n\(mandate.zh)"
                case .english: "\(English.counted(households, "household")), \(due) due in all.\n\(mandate.en)"
                }
            })
    }

    static func advance(_ event: AdvanceMade) -> Announcement {
        Announcement(
            .advanceMade,
            title: Phrase { wording in
                let amount = wording.money(event.amount)
                let lender = wording.lender(event.lender)
                return wording.language == .chinese ? "\(lender)垫资 \(amount)" : "\(lender) advances \(amount)"
            },
            text: Phrase { wording in
                let lifts = wording.list(event.lifts.map(\.lift).sorted().map(wording.liftInCommunity))
                let day = wording.day(event.agreedOn)
                return switch wording.language {
                case .chinese: "\(day)商定，先行用于：\(lifts)。\n垫资是借款，今后须如数归还。"
                case .english:
                    "Agreed on \(day), to begin with: \(lifts).\nAn advance is a loan and is owed back in full."
                }
            })
    }

    static func repayment(_ event: AdvanceRepaid, to lender: AdvanceMade.Lender) -> Announcement {
        Announcement(
            .advanceRepaid,
            title: Phrase { wording in
                let amount = wording.money(event.amount)
                return wording.language == .chinese ? "归还垫资 \(amount)" : "\(amount) of an advance paid back"
            },
            text: Phrase { wording in
                let day = wording.day(event.repaidOn)
                let whom = wording.lenderInSentence(lender)
                let owed = wording.money(event.owed)
                let paid = Phrase(
                    zh: "\(day)从筹集账户向\(whom)归还 \(wording.money(event.amount))",
                    en: "Paid back to \(whom) from the collection's account on \(day)")
                let rest =
                    event.owed == .zero
                    ? Phrase(zh: "，这笔垫资已还清。", en: ". This advance is paid back in full.")
                    : Phrase(zh: "，这笔垫资还有 \(owed)待归还。", en: ". \(owed) of this advance is still owed.")
                return wording.text(paid) + wording.text(rest)
            })
    }

    static func reversal(_ event: AdvanceReversed) -> Announcement {
        Announcement(
            .advanceReversed,
            title: Phrase { wording in
                let amount = wording.money(event.amount)
                return wording.language == .chinese ? "撤销垫资 \(amount)" : "An advance of \(amount) is taken back"
            },
            text: Phrase { wording in
                let day = wording.day(event.reversedOn)
                return switch wording.language {
                case .chinese: "这笔垫资登记有误，已于\(day)冲正，无须归还。"
                case .english: "It was recorded by mistake and taken back on \(day). Nothing is owed by it."
                }
            })
    }

    static func funded(_ event: BuildingFunded) -> Announcement {
        Announcement(
            .buildingFunded, building: event.building,
            title: Phrase { wording in
                // By money or by households: the mandate says which, and the event does not.
                let building = wording.building(event.building)
                return wording.language == .chinese
                    ? "\(building)筹集达到开工条件" : "\(building): enough is paid for works to begin"
            },
            text: Phrase { wording in
                let day = wording.day(event.fundedOn)
                let counted = wording.money(event.counted)
                let due = wording.money(event.due)
                let share = wording.percent(event.counted.fen, of: event.due.fen)
                return switch wording.language {
                case .chinese: "截至\(day)，已收 \(counted)，占应缴 \(due)的 \(share)。本楼电梯可以安排开工。"
                case .english:
                    "By \(day), \(counted) of \(due) due (\(share)) had come in. The building's lifts can be worked on."
                }
            })
    }

    static func payout(_ event: PayoutMade, lift: LiftCode?) -> Announcement {
        Announcement(
            .payoutMade, building: lift?.building,
            title: Phrase { wording in
                let amount = wording.money(event.amount)
                return wording.language == .chinese ? "支付工程款 \(amount)" : "\(amount) paid for works"
            },
            text: Phrase { wording in
                let day = wording.day(event.paidOn)
                let works = Phrase(zh: "电梯工程", en: "works on a lift")
                let place = lift.map(wording.liftInCommunity) ?? wording.text(works)
                return switch wording.language {
                case .chinese: "\(day)支付，用于\(place)。"
                case .english: "Paid on \(day) for \(place)."
                }
            })
    }
}
