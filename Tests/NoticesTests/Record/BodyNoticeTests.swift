import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// Bodies and the care of lifts on the board.
struct BodyNoticeTests {
    private static let body: BodyID = Samples.parsed("committee-2023")
    private static let member: MemberID = Samples.parsed("11111111-1111-4111-8111-111111111111")
    private static let end = Samples.day("2028-04-02")

    private static let facts: [any DistrictEvent] = [
        BodySeated(
            body: body, kind: .propertyManagementCommittee, origin: .elected, seats: 7,
            members: [
                SeatedMember(seat: 1, member: member, represents: .owner, office: .chair, portfolios: []),
                SeatedMember(seat: 2, member: member, represents: .street, office: .member, portfolios: [.works]),
            ],
            alternates: [member], seatedOn: Samples.day("2023-04-02"), termEndsOn: end, overridden: ["x"]),
        BodyMemberChanged(
            body: body, kind: .ownersCommittee, change: .left, member: member, seat: 1, cause: .died,
            changedOn: Samples.day("2023-05-01"), seats: 7, serving: 6, alternates: 1, next: .fillFromAlternates),
        BodyMemberSuspended(
            body: body, kind: .ownersCommittee, member: member, seat: 1, office: .chair, cause: .absences,
            from: Samples.day("2023-06-01"), serving: 6, acting: 5, actingChair: 2),
        BodySuspensionEnded(
            body: body, kind: .ownersCommittee, member: member, seat: 1, lastDay: Samples.day("2023-07-01"),
            end: .lifted, serving: 6, acting: 6),
        BodyEnding(body: body, kind: .ownersCommittee, termEndsOn: end, warnedOn: Samples.day("2027-10-02")),
        BodyEnded(
            body: body, kind: .ownersCommittee, cause: .termEnded, endedOn: end,
            handOverBy: Samples.day("2028-04-12")),
        BodyHandedOver(body: body, kind: .ownersCommittee, handedOverOn: Samples.day("2028-04-10")),
        MaintainerChanged(
            lift: Samples.lifts[0], maintainer: "新维保", previous: "旧维保", changedOn: Samples.day("2023-05-01"),
            markBy: Samples.day("2023-05-31")),
        LiftMarked(
            lift: Samples.lifts[0], markedOn: Samples.day("2023-05-20"), nextInspectionOn: Samples.day("2024-05-31")),
    ]

    @Test(.database) func `bodies and changes of maintainers are posted, each once, with counts and no ids`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Self.facts)

            let posted = try await notices.published(NoticePosted.self, of: Samples.community)
            #expect(
                posted.map(\.kind) == [
                    "body-seated", "body-member-changed", "body-member-changed", "body-member-changed", "body-ending",
                    "body-ended", "body-handed-over", "maintainer-changed", "lift-marked",
                ])
            let chinese = try await notices.get(
                "/v1/communities/runfeng/notices", of: Samples.community, headers: [.acceptLanguage: "zh-CN"])
            #expect(!chinese.text.contains(Self.member.description))
            let texts: NoticesAnswer = try chinese.decode()
            // The last day is one of those on which it may be done.
            #expect(texts.notices[1].text.hasSuffix("使用标志最迟应在2023年5月31日更换。"))
            #expect(texts.notices[3].text.hasSuffix("档案、印章和财物最迟应在2028年4月12日移交。"))
            #expect(texts.notices.last?.title == "物业管理委员会成立")
            #expect(
                texts.notices.last?.text
                    == "2023年4月2日选举产生，成员2人，其中业主1人，候补1人。\n任期至2028年4月2日。\n组成与规则不尽相同，已获有权单位同意，原因已记录在案。")
        }
    }

    @Test(.database) func `the same facts are told in English`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Self.facts)

            let english: NoticesAnswer = try await notices.read("notices")

            #expect(
                english.notices.map(\.title) == [
                    "Building 1, entrance 1, lift A has a new mark",
                    "Building 1, entrance 1, lift A has another maintenance firm",
                    "The owners' committee has handed over", "The owners' committee is no longer in office",
                    "The owners' committee: the term is about to end", "The owners' committee: a member acts again",
                    "The owners' committee: a member is suspended", "The owners' committee: a change of members",
                    "The property management committee takes office",
                ])
            #expect(
                english.notices[7].text
                    == "A member left on 1 May 2023. It has 6 of 7 members.\n"
                    + "The next alternate will take the vacant seat.")
            #expect(
                english.notices[6].text
                    == "From 1 June 2023 until it has been decided one member keeps the seat, but neither votes nor acts. "
                    + "Of 6 members 5 act. A deputy presides meanwhile.")
            #expect(
                english.notices[1].text
                    == "新维保 maintains it since 1 May 2023. Its mark is to be renewed by 31 May 2023.")
        }
    }

    @Test(.database) func `a body whose term was over when it was told of is not announced as one in office`()
        async throws
    {
        try await NoticesHarness.run { notices in
            let told: [any DistrictEvent] = [Self.facts[0], Self.facts[4]]
            try await notices.receive(Story.registry + [DayStarted(day: Self.end)] + told)
            try await notices.receive([DayStarted(day: Self.end.advanced(by: 1))] + told)

            let chinese: NoticesAnswer = try await notices.get(
                "/v1/communities/runfeng/notices", of: Samples.community, headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            #expect(
                chinese.notices.map(\.title) == [
                    "业主委员会任期已届满", "物业管理委员会任期已届满", "业主委员会任期即将届满", "物业管理委员会成立",
                ])
            #expect(chinese.notices[0].text == "任期已于2028年4月2日届满，应当尽快换届，并报告街道。")
            #expect(
                chinese.notices[1].text
                    == "2023年4月2日选举产生，成员2人，其中业主1人，候补1人。\n任期已于2028年4月2日届满。\n组成与规则不尽相同，已获有权单位同意，原因已记录在案。")
            let english: NoticesAnswer = try await notices.read("notices")
            #expect(
                english.notices.map(\.title) == [
                    "The owners' committee: the term is over", "The property management committee: the term is over",
                    "The owners' committee: the term is about to end", "The property management committee takes office",
                ])
            #expect(english.notices[1].text.contains("\nThe term ended on 2 April 2028.\n"))
        }
    }

    @Test(
        .database,
        arguments: [
            ("2024-05-31", "下次检验日期：2024年5月31日。", "Next inspection: 31 May 2024."),
            ("2024-06-01", "应在2024年5月31日前检验，已逾期。", "Inspection was due by 31 May 2024 and is overdue."),
        ])
    func `a mark whose next inspection was due before the notice's day is told as overdue`(
        today: String, zh: String, en: String
    ) async throws {
        try await NoticesHarness.run { notices in
            let marked = LiftMarked(
                lift: Samples.lifts[0], markedOn: Samples.day("2023-05-20"), nextInspectionOn: Samples.day("2024-05-31")
            )
            try await notices.receive(Story.registry + [DayStarted(day: Samples.day(today)), marked])

            let chinese: NoticesAnswer = try await notices.get(
                "/v1/communities/runfeng/notices", of: Samples.community, headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            let english: NoticesAnswer = try await notices.read("notices")
            #expect(chinese.notices.map(\.text) == ["更换日期：2023年5月20日。" + zh])
            #expect(english.notices.map(\.text) == ["Renewed on 20 May 2023. " + en])
        }
    }

    @Test(
        arguments: [
            (.chair, 2, true), (.chair, nil, false), (.deputy, 3, false), (.member, 2, false), (.member, nil, false),
        ] as [(BodyOffice, Int64?, Bool)])
    func `that a deputy presides is said of the chair's suspension alone, though another's names the deputy too`(
        _ office: BodyOffice, _ actingChair: Int64?, _ isSaid: Bool
    ) {
        let text = BodyAnnouncements.suspended(
            BodyMemberSuspended(
                body: Self.body, kind: .ownersCommittee, member: Self.member, seat: 4, office: office, cause: .absences,
                from: Samples.day("2023-06-01"), serving: 6, acting: 4, actingChair: actingChair)
        ).text

        #expect(text.zh.contains("副主任") == isSaid)
        #expect(text.en.contains("deputy") == isSaid)
    }

    @Test func `a vacant seat of an owner waits for no organisation that would send somebody`() {
        let text = BodyAnnouncements.memberChanged(
            BodyMemberChanged(
                body: Self.body, kind: .propertyManagementCommittee, change: .left, member: Self.member, seat: 2,
                cause: .noLongerOwner, changedOn: Samples.day("2023-05-01"), seats: 9, serving: 8, alternates: 0,
                next: .nameAnother)
        ).text

        #expect(text.zh.hasSuffix("\n空缺席位属于单位代表的，由该单位另行派员；属于业主代表的，另行推选。"))
        #expect(text.en.hasSuffix("for an owner's seat another owner is chosen."))
    }
}
