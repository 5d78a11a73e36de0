import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// A file of payments is taken whole or not at all.
@Suite(.serialized) struct ImportTests {
    private static let header = "reference,unit,amount_yuan,paid_at,channel,payer\r\n"

    @Test(.database) func `a good file is recorded, rehearsed before and repeated after without effect`() async throws {
        try await Story.run { story in
            let file = Self.header + "r1,1-1-101,1000.00,2023-06-01,bank,张三\r\nr2,1-1-101,800.00,2023-06-02,wechat,\r\n"

            let rehearsal = try await Self.send(file, story, dryRun: true)
            #expect(try await story.progress().paid == .zero)
            let first = try await Self.send(file, story)
            let again = try await Self.send(file, story)

            #expect([rehearsal.status, first.status, again.status] == [200, 201, 200])
            #expect(rehearsal.text.contains(#""recorded":2"#))
            #expect(first.text.contains(#""funded":["1"]"#))
            #expect(again.text.contains(#""recorded":0,"repeated":2,"reversed":[]"#))
            #expect(try await story.progress().paid == Samples.money("1800.00"))
            #expect(try await story.published(BuildingFunded.self).count == 1)
        }
    }

    @Test(.database) func `a file with bad lines is refused with each of them and stores nothing`() async throws {
        try await Story.run { story in
            let content = try await Self.send(
                Self.header
                    + """
                    r1,1-1-101,10.00,2023-06-01,bank,\r
                    r2,9-9-999,10.00,2023-06-01,bank,\r
                    r1,1-1-101,11.00,2023-06-01,bank,\r
                    r4,1-1-101,0.00,2023-06-01,bank,\r

                    """, story)
            let form = try await Self.send(
                Self.header + "r1,1-1-101,1.234,2023-06-01,bank,\r\nr2,1-1-101,-1.00,2023-13-01,bank,\r\n", story)

            #expect(content.status == 422)
            #expect(try content.slug == "file-refused")
            #expect(Set(try content.lines) == [3, 4, 5])
            #expect(try content.fields.contains("amount_yuan"))
            #expect(form.status == 422)
            #expect(try form.lines == [2, 3])
            #expect(try await story.progress().paid == .zero)
            #expect(try await story.published(PaymentRecorded.self).isEmpty)
        }
    }

    @Test(.database) func `a file with a NUL is refused with its line and stores nothing`() async throws {
        try await Story.run { story in
            let refused = try await Self.send(
                Self.header + "r1,1-1-101,10.00,2023-06-01,bank,\r\nr2,1-1-101,10.00,2023-06-01,bank,张\u{0}三\r\n", story
            )

            #expect(refused.status == 422)
            #expect(try refused.slug == "file-refused")
            #expect(try refused.lines == [3])
            #expect(refused.text.contains("holds a NUL character"))
            #expect(try await story.progress().paid == .zero)
            #expect(try await story.published(PaymentRecorded.self).isEmpty)
        }
    }

    @Test(
        arguments: [
            // 张三 in GBK, and bytes that are a character nowhere.
            ([0xD5, 0xC5, 0xC8, 0xFD], "the file is in GB18030 (GBK), not in UTF-8"),
            ([0xFF], "is not UTF-8"),
        ] as [([UInt8], String)])
    func `a file that is not UTF-8 is refused with the line where that begins`(payer: [UInt8], reason: String) {
        let good = Self.header + "r1,1-1-101,10.00,2023-06-01,bank,\r\n"
        let file = Array((good + "r2,1-1-101,10.00,2023-06-01,bank,").utf8) + payer + Array("\r\n".utf8)

        let problem = #expect(throws: Problem.self) { try PaymentsCSV.parse(file, to: Samples.campaign) }

        #expect(problem?.slug == "file-refused")
        #expect(problem?.errors.map(\.line) == [3])
        #expect(problem?.errors.first?.reason.en.hasPrefix(reason) == true)
    }

    @Test(.database) func `payers are written as banks write them, and what cannot be seen of them is refused`()
        async throws
    {
        try await Story.run { story in
            let rare = try await Self.send(
                Self.header + "r1,1-1-101,10.00,2023-06-01,bank,王\u{E863}\r\n", story)
            #expect(rare.status == 201, "\(rare.text)")
            let unseen = try await Self.send(
                Self.header + "r2,1-1-101,10.00,2023-06-01,bank,王\u{3164}\r\n"
                    + "r3,1-1-101,1.00,2023-06-01,bank,\u{FE00}\r\n", story)
            #expect(unseen.status == 422)
            #expect(try unseen.fields == ["payer", "payer"])

            try await story.funds.pool.withConnection { connection in
                try await connection.execute("ALTER TABLE payment DISABLE TRIGGER USER")
                try await connection.execute("UPDATE payment SET payer = payer || '\u{3164}'")
                try await connection.execute("ALTER TABLE payment ENABLE TRIGGER USER")
            }

            let again = try await story.pay("r1", "1-1-101", "10.00")
            #expect(again.status == 409, "what was taken once is read")
        }
    }

    @Test(.database) func `a file's answer that was kept before it told what was reversed is given again`()
        async throws
    {
        try await Story.run { story in
            let file = Self.header + "r1,1-1-101,10.00,2023-06-01,bank,\r\n"
            let first = try await Self.send(file, story, key: "k-1")
            try await story.funds.pool.withConnection { connection in
                let answer = #"{"isRehearsal":false,"recorded":1,"repeated":0,"amount":"10.00","funded":[]}"#
                let kept = Array(#"{"answer":\#(answer)}"#.utf8)
                let changed = try await connection.execute("UPDATE http_idempotency SET answer = \(kept)")
                #expect(changed == 1)
            }
            let again = try await Self.send(file, story, key: "k-1")

            #expect([first.status, again.status] == [201, 201])
            #expect(again.text == first.text)
        }
    }

    @Test(.database) func `only a collector may hand in a file`() async throws {
        try await Story.run { story in
            let reply = try await story.post(
                "\(Story.campaign)/payments/import", Self.header, as: [.owner, .contractor], mediaType: "text/csv")

            #expect(reply.status == 403)
        }
    }

    private static func send(
        _ file: String, _ story: Story, dryRun: Bool = false, key: String? = nil
    ) async throws -> ServiceHarness<FundsService>.Reply {
        try await story.funds.post(
            "\(Story.campaign)/payments/import\(dryRun ? "?dryRun=true" : "")", file, as: [.collector],
            of: Samples.community, mediaType: "text/csv", key: key)
    }
}
