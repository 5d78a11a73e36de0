import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct BodyRouteTests {
    /// A registry with a roll of 20 owners on the national rules, on a day of 2023.
    private static func run(
        _ body: @escaping @Sendable (TestRegistry) async throws -> Void
    ) async throws {
        try await TestRegistry.run { registry in
            var roll = RollText()
            for number in 1...20 { roll = roll.row("1-1-\(100 + number)", "R\(number)", name: "Canary Name \(number)") }
            guard try await registry.importRoll(roll).status == 200 else { return }
            _ = try await registry.adopt(try TestBodies.pack([.committeeSmallHouseholds: "0"]))
            try await registry.start("2023-06-01")
            try await body(registry)
        }
    }

    private static func proposal(
        _ members: ClosedRange<Int> = 1...7, code: String = "committee-2023", kind: String = "ownersCommittee",
        origin: String = "elected", more: String = ""
    ) -> String {
        let listed = members.map { #"{"ownerRef": "R\#($0)", "office": "\#($0 == 1 ? "chair" : "member")"}"# }
        return """
            {"code": "\(code)", "kind": "\(kind)", "origin": "\(origin)", "seatedOn": "2023-04-03",
             "members": [\(listed.joined(separator: ", "))]\(more)}
            """
    }

    private static let alternates = #", "alternates": [{"ownerRef": "R8", "votes": 9}, {"ownerRef": "R9", "votes": 7}]"#

    @Test(.database, arguments: [false, true])
    func `where nobody dwells the units that count are the households (R-B-02)`(parkingCounts: Bool) async throws {
        try await TestRegistry.run { registry in
            try await registry.register(parkingCounts: parkingCounts)
            func households(_ roll: RollText) async throws -> Int64 {
                #expect(try await registry.importRoll(roll).status == 200)
                return try await registry.service.pool.withTransaction(isolation: .repeatableRead, readOnly: true) {
                    try await ElectorateStore().electorate(of: registry.community, in: $0).households
                }
            }
            let shops = RollText().row("1-1-101", "A", use: "shop").row("1-1-102", "B", use: "other")
                .row("1-1-P1", "A", use: "parking")

            #expect(try await households(shops) == (parkingCounts ? 3 : 2))
            #expect(try await households(shops.row("1-1-201", "C")) == 1, "of dwellings there is one")
        }
    }

    @Test(.database) func `a committee is seated, published with opaque ids, and shown`() async throws {
        try await Self.run { registry in
            let answer = try await registry.body(post: "", Self.proposal(more: Self.alternates), as: .street)

            #expect(answer.status == 201, "\(answer.text)")
            let report = try answer.decode(BodyReport.self)
            #expect(report.serving == 7 && report.seats == 7 && report.owners == 7 && report.alternates == 2)
            #expect(report.termEndsOn?.description == "2028-04-03" && report.warnOn?.description == "2028-01-03")
            #expect(report.duties.map(\.duty) == ["firstSession", "filing"])
            #expect(report.duties.map(\.due?.description) == ["2023-04-10", "2023-05-04"])
            let event = try #require(try await registry.published(BodySeated.self).first)
            #expect(event.members.map(\.seat) == Array(1...7) && event.members[0].office == .chair)
            #expect(event.members.map(\.member) == report.members?.map(\.member))
            #expect(event.warnOn == report.warnOn && event.overridden == nil)
            let owners = try await registry.published(UnitsRecorded.self).flatMap(\.units).map(\.voter.uuid)
            #expect(event.members.allSatisfy { owners.contains($0.member.uuid) })
        }
    }

    @Test(.database) func `no two members are one person by the document that they have shown`() async throws {
        try await Self.run { registry in
            for ref in ["R2", "R7"] {
                let shown = try await registry.post(
                    "/v1/communities/runfeng/documents", #"{"ownerRef": "\#(ref)", "number": "11010519491231002X"}"#,
                    as: registry.bearer(.operator))
                #expect(shown.status == 200, "\(shown.text)")
            }

            let refused = try await registry.body(post: "", Self.proposal(), as: .street)

            #expect(try refused.fields == ["members[6].ownerRef"], "\(refused.text)")
            #expect(!refused.text.contains("11010519491231002X"))
            #expect(try await registry.body(post: "", Self.proposal(1...5), as: .street).status == 201)
        }
    }

    @Test(.database) func `no two members are one person by the account that speaks for both`() async throws {
        try await Self.run { registry in
            let letters = try await registry.letters(["1-1-102", "1-1-109"]).letters
            let first = try #require(letters.first { $0.ownerRef == "R2" })
            let second = try #require(letters.first { $0.ownerRef == "R9" })
            let opened = try await registry.activate(first.code, login: "owner.r2", secret: "739102")
            #expect(opened.status == 201, "\(opened.text)")
            #expect(try await registry.body(post: "", Self.proposal(), as: .street).status == 201)
            let joined = try await registry.activate(second.code, login: "owner.r2", secret: "739102")
            #expect(joined.status == 201, "\(joined.text)")

            let joint = Self.proposal(1...9, code: "joint", kind: "jointBody")
            let refused = try await registry.body(post: "", joint, as: .street)
            #expect(try refused.fields == ["members[8].ownerRef"], "\(refused.text)")
            let leaving = #"{"seat": 5, "cause": "resigned", "on": "2023-05-04"}"#
            #expect(try await registry.body(post: "/committee-2023/leavings", leaving).status == 200)
            for (ref, status) in [("R9", 400), ("R8", 200)] {
                let filling = #"{"ownerRef": "\#(ref)", "on": "2023-05-05"}"#
                let filled = try await registry.body(post: "/committee-2023/fillings", filling)
                #expect(filled.status == status, "\(ref): \(filled.text)")
            }
        }
    }

    @Test(.database) func `anybody sees counts and dates, and only those in charge see ids`() async throws {
        try await Self.run { registry in
            _ = try await registry.body(post: "", Self.proposal(more: Self.alternates))

            let list = try await registry.get("bodies")
            #expect(list.status == 200)
            #expect(!list.text.contains("\"member\"") && !list.text.contains("alternateMembers"))
            #expect(try list.decode(Page.self).bodies.map(\.serving) == [7])
            #expect(try await registry.get("bodies/committee-2023").status == 401)
            #expect(try await registry.get("bodies/committee-2023", as: registry.bearer(.owner)).status == 403)
            let full = try await registry.get("bodies/committee-2023", as: registry.bearer(.committee))
            #expect(try full.decode(BodyReport.self).members?.count == 7)
            #expect(try await registry.get("bodies/none", as: registry.bearer(.committee)).slug == "unknown-body")
            #expect(try await registry.body(post: "", Self.proposal(code: "x"), as: .committee).status == 403)
            for answer in [list, full] { #expect(!answer.text.contains("Canary") && !answer.text.contains("R1\"")) }
            #expect(try await registry.outboxText().contains("Canary") == false)
        }
    }

    private struct Page: Decodable {
        let bodies: [BodyReport]
        let next: String?
    }

    @Test(.database) func `bodies are listed in pages`() async throws {
        try await Self.run { registry in
            for code in ["c", "a", "b"] {
                let reply = try await registry.body(post: "", Self.proposal(1...2, code: code, kind: "jointBody"))
                #expect(reply.status == 201, "\(reply.text)")
            }
            let first = try await registry.get("bodies?limit=2").decode(Page.self)
            let second = try await registry.get("bodies?limit=2&cursor=\(first.next ?? "")").decode(Page.self)

            #expect(first.bodies.map(\.code.description) == ["a", "b"])
            #expect(second.bodies.map(\.code.description) == ["c"] && second.next == nil)
        }
    }

    @Test(.database) func `a body outside the rules is refused by source, unless an exception says who allowed it`()
        async throws
    {
        try await Self.run { registry in
            let even = try await registry.body(post: "", Self.proposal(1...8))
            #expect(even.status == 422)
            #expect(try even.slug == "body-against-rules" && even.fields == ["seats"])
            #expect(even.text.contains("source of committeeSizeOdd"))
            #expect(try await registry.published(BodySeated.self).isEmpty)

            let allowed = try await registry.body(
                post: "",
                Self.proposal(
                    1...8, more: #", "exception": {"reason": "eight were elected in 2018", "allowedBy": "street"}"#))
            #expect(allowed.status == 201, "\(allowed.text)")
            let shown = try await registry.get("bodies").decode(Page.self).bodies.first
            #expect(shown?.exception?.reason == "eight were elected in 2018")
            #expect(shown?.exception?.allowedBy == .street)
            #expect(shown?.exception?.breaches.map(\.rule) == ["parameters.committeeSizeOdd"])
            #expect(
                try await registry.published(BodySeated.self).first?.overridden == ["parameters.committeeSizeOdd"])
        }
    }

    @Test(
        .database,
        arguments: [
            (proposal(1...7, more: #", "termEndsOn": "2028-04-04""#), 422, "termEndsOn"),
            (proposal(1...7, more: #", "termEndsOn": "2023-04-01""#), 400, "termEndsOn"),
            (proposal(1...7, more: #", "seats": 8"#), 422, "seats"),
            (proposal(15...21), 400, "members[6].ownerRef"),
            (proposal(1...7, more: #", "alternates": [{"ownerRef": "R7"}]"#), 400, "alternates[0].ownerRef"),
            (
                proposal(
                    1...7, more: #", "alternates": [{"ownerRef": "R8", "votes": 1}, {"ownerRef": "R9", "votes": 2}]"#),
                400, "alternates[1].votes"
            ),
            (proposal(1...7, more: #", "alternates": [{"votes": 1}]"#), 400, "alternates[0].ownerRef"),
            (proposal(1...7, more: #", "alternates": [{"ownerRef": "R8", "votes": -1}]"#), 400, "alternates[0].votes"),
            (proposal(1...7, more: #", "exception": {"reason": " ", "allowedBy": "street"}"#), 400, "exception.reason"),
            (proposal(1...7, more: #", "exception": {"reason": "x", "allowedBy": "me"}"#), 400, "exception.allowedBy"),
            (proposal(1...7, kind: "club"), 400, "kind"),
            (proposal(1...7, code: "a b"), 400, "code"),
            (proposal(1...7, origin: "appointed"), 422, "origin"),
            (proposal(1...7, kind: "propertyManagementCommittee", origin: "appliedFor"), 400, "applicants"),
        ])
    func `a body that cannot be is refused by field, and nothing is stored`(body: String, status: Int, field: String)
        async throws
    {
        try await Self.run { registry in
            let events = try await registry.eventCount()

            let answer = try await registry.body(post: "", body)

            #expect(answer.status == status, "\(answer.text)")
            #expect(try answer.fields == [field])
            #expect(try await registry.eventCount() == events)
            #expect(try await registry.get("bodies").text == #"{"bodies":[]}"#)
        }
    }

    @Test(.database) func `members leave, alternates move up, the body ends and hands over`() async throws {
        try await Self.run { registry in
            _ = try await registry.body(post: "", Self.proposal(more: Self.alternates))
            let path = "/committee-2023"
            func post(_ verb: String, _ body: String) async throws -> TestRegistry.Reply {
                try await registry.body(post: path + "/" + verb, body, as: .committee)
            }

            let left = try await post("leavings", #"{"seat": 1, "cause": "resigned", "on": "2023-05-08"}"#)
            #expect(try left.decode(BodyReport.self).next == .fillFromAlternates)
            let outOfOrder = try await post("fillings", #"{"alternate": 2, "on": "2023-05-09"}"#)
            #expect(outOfOrder.status == 409)
            #expect(try outOfOrder.fields == ["alternate"])
            let filled = try await post("fillings", #"{"on": "2023-05-09"}"#).decode(BodyReport.self)
            #expect(filled.serving == 7 && filled.alternates == 1 && filled.termEndsOn?.description == "2028-04-03")
            let chair = try await post(
                "offices", #"{"seat": 2, "office": "chair", "portfolios": ["finance", "works"], "on": "2023-05-10"}"#)
            #expect(
                try chair.decode(BodyReport.self).members?.first { $0.seat == 2 }?.portfolios == [.finance, .works])
            let ended = try await post("end", #"{"cause": "dissolved", "on": "2023-05-20"}"#).decode(BodyReport.self)
            // The tenth day after the 20th is Tuesday the 30th.
            #expect(ended.state == .handOverOverdue && ended.ending?.handOverBy?.description == "2023-05-30")
            let late = try await post("leavings", #"{"seat": 3, "cause": "resigned", "on": "2023-05-21"}"#)
            #expect(late.status == 409)
            #expect(try late.slug == "body-conflict" && late.fields == ["body"])
            _ = try await registry.body(
                post: "", Self.proposal(1...7, code: "next").replacing("2023-04-03", with: "2023-05-20"))
            let over = try await post("hand-over", #"{"to": "next", "on": "2023-05-25"}"#).decode(BodyReport.self)
            #expect(over.state == .handedOver && over.ending?.handedOverTo?.description == "next")

            let changes = try await registry.published(BodyMemberChanged.self)
            #expect(changes.map(\.change) == [.left, .seated, .assigned])
            #expect(try await registry.published(BodyEnded.self).map(\.handOverBy?.description) == ["2023-05-30"])
            #expect(try await registry.published(BodyHandedOver.self).map(\.to?.description) == ["next"])
        }
    }

    @Test(.database) func `a member who sold is shown as such, and leaves for that reason only then`() async throws {
        try await Self.run { registry in
            _ = try await registry.body(post: "", Self.proposal())
            let leaving = #"{"seat": 7, "cause": "noLongerOwner", "on": "2023-05-20"}"#
            let early = try await registry.body(post: "/committee-2023/leavings", leaving)
            #expect(early.status == 400)
            #expect(try early.fields == ["cause"])
            var roll = RollText()
            for number in 1...20 { roll = roll.row("1-1-\(100 + number)", number == 7 ? "NEW" : "R\(number)") }
            _ = try await registry.importRoll(roll)

            let shown = try await registry.get("bodies/committee-2023", as: registry.bearer(.street))
            #expect(try shown.decode(BodyReport.self).members?.filter { $0.onRoll == false }.map(\.seat) == [7])
            let left = try await registry.body(post: "/committee-2023/leavings", leaving)
            #expect(try left.decode(BodyReport.self).next == .byElection)
        }
    }

    @Test(.database) func `a dry run says how the body would stand and records nothing`() async throws {
        try await Self.run { registry in
            let preview = try await registry.body(post: "?dryRun=true", Self.proposal())
            #expect(preview.status == 200)
            #expect(try preview.decode(BodyReport.self).serving == 7)
            #expect(try await registry.published(BodySeated.self).isEmpty)
            _ = try await registry.body(post: "", Self.proposal())
            let leaving = #"{"seat": 7, "cause": "resigned", "on": "2023-05-20"}"#

            let rehearsed = try await registry.body(post: "/committee-2023/leavings?dryRun=true", leaving)

            #expect(try rehearsed.decode(BodyReport.self).serving == 6)
            #expect(try await registry.published(BodyMemberChanged.self).isEmpty)
            #expect(try await registry.get("bodies").decode(Page.self).bodies.map(\.serving) == [7])
        }
    }

    @Test(.database) func `a repeated key is answered as at first`() async throws {
        try await Self.run { registry in
            let first = try await registry.body(post: "", Self.proposal(), key: "k")
            let again = try await registry.body(post: "", Self.proposal(), key: "k")

            #expect(try again.decode(BodyReport.self) == first.decode(BodyReport.self))
            #expect(try await registry.published(BodySeated.self).count == 1)
        }
    }

    @Test(.database) func `the end of a term is warned of once, on its day`() async throws {
        try await Self.run { registry in
            let term = Self.proposal(more: #", "termEndsOn": "2023-10-01""#)
            #expect(try await registry.body(post: "", term).status == 201)

            for day in ["2023-06-30", "2023-07-01", "2023-07-02"] { try await registry.start(day) }

            let warnings = try await registry.published(BodyEnding.self)
            #expect(warnings.map(\.warnedOn.description) == ["2023-07-01"])
            #expect(warnings.map(\.termEndsOn.description) == ["2023-10-01"])
            #expect(try await registry.get("bodies").decode(Page.self).bodies.map(\.state) == [.expiring])
        }
    }

    @Test(.database) func `a district that lives by the clock warns of all that is due`() async throws {
        try await TestRegistry.run(isScenarioDistrict: false) { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "R1").row("1-1-102", "R2"))
            _ = try await registry.adopt(try TestBodies.pack([.pmcSizeLeast: "1", .pmcTerm: "100y"]))
            let body = Self.proposal(
                1...1, kind: "propertyManagementCommittee", more: #", "termEndsOn": "2099-10-01""#)
            #expect(try await registry.body(post: "", body).status == 201)
            let expiry = WarnOfExpiry(desk: BodyDesk(calendar: try WorkCalendar.announced()))
            // Nobody knows the working days of that year: it keeps no other community's warning back.
            _ = try await registry.adopt(
                try TestBodies.pack([.pmcSizeLeast: "1", .pmcTerm: "100y", .pmcTermNotice: "30wd"]))
            let log = KeptLog()
            try await expiry.sweep(on: TestBodies.day("2099-09-30"), registry.service.log, log.logger)
            _ = try await registry.adopt(try TestBodies.pack([.pmcSizeLeast: "1", .pmcTerm: "100y"]))

            for day in ["2099-06-30", "2099-07-01", "2099-07-02"] {
                try await expiry.sweep(on: TestBodies.day(day), registry.service.log, log.logger)
            }
            #expect(log.lines.isEmpty)

            #expect(
                try await registry.published(BodyEnding.self).map(\.warnedOn.description) == ["2099-07-01"])
        }
    }

    @Test(.database) func `without rules, or with ones that do not say, nobody is seated`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "R1"))
            let none = try await registry.body(post: "", Self.proposal(1...1))
            let pack = try TestBodies.pack()
            // As an older program took it.
            let older = RulePack(
                jurisdiction: "national", version: "0", participation: pack.participation,
                approval: pack.approval, duplicates: pack.duplicates, silentBallots: pack.silentBallots)
            _ = try await registry.adopt(pack)
            try await registry.run("UPDATE rule_pack SET pack = \(try older.canonicalBytes())")
            let silent = try await registry.body(post: "", Self.proposal(1...1))

            #expect(try none.slug == "no-rules")
            #expect(silent.status == 409)
            #expect(try silent.slug == "rule-missing")
        }
    }
}

extension TestRegistry {
    func adopt(_ pack: RulePack) async throws -> Reply {
        let reply = try await call(
            .post, "/v1/communities/\(community)/rules", as: bearer(.operator),
            String(decoding: try pack.canonicalBytes(), as: UTF8.self))
        guard reply.status == 200 else { throw Unexpected(answer: reply) }
        return reply
    }

    func start(_ day: String) async throws {
        let reply = try await call(.post, "/v1/day", as: bearer(.operator), #"{"day": "\#(day)"}"#)
        guard reply.status == 200 else { throw Unexpected(answer: reply) }
    }

    /// Posts to a path below `bodies`.
    func body(post path: String, _ body: String, key: String? = nil, as role: Role = .operator) async throws -> Reply {
        try await call(.post, "/v1/communities/\(community)/bodies\(path)", as: bearer(role), key: key, body)
    }

    /// Everything that was published, as text.
    func outboxText() async throws -> String {
        let payloads = try await service.pool.withConnection { connection in
            try await connection.query("SELECT payload FROM outbox", as: [UInt8].self)
        }
        return payloads.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
}
