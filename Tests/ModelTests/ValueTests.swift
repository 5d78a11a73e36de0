import Foundation
import Model
import Testing

@Suite struct ValueTests {
    /// R-X-01, R-X-02: 280 of 421 is 66.5 % and fails two thirds, 281 passes; exactly half fails "more than half".
    @Test(arguments: [
        ("2/3", Ratio.Comparison.atLeast, Int64(280), Int64(421), false), ("2/3", .atLeast, 281, 421, true),
        ("1/2", .moreThan, 50, 100, false), ("1/2", .moreThan, 51, 100, true), ("1/2", .atLeast, 50, 100, true),
        ("3/4", .atLeast, 3, 4, true), ("40%", .atLeast, 2, 5, true), ("2/3", .atLeast, 0, 0, true),
        ("2/3", .atLeast, Int64.max, Int64.max, true), ("3/4", .atLeast, Int64.max / 4 * 3, Int64.max, false),
    ])
    func `ratios are compared by cross-multiplication`(
        ratio: String, comparison: Ratio.Comparison, part: Int64, whole: Int64, reached: Bool
    ) throws {
        #expect(try Ratio(parsing: ratio).isReached(by: part, of: whole, comparison) == reached)
    }

    @Test(arguments: ["3/2", "1/0", "-1/2", "0.5", "", "1/2/3", "101%"])
    func `what is no ratio is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try Ratio(parsing: text) }
    }

    @Test(arguments: [
        ("1/2", "50%"), ("2/3", "2/3"), ("66.67%", "66.67%"), ("33.50%", "33.5%"), ("100%", "100%"), ("0/1", "0%"),
    ])
    func `a ratio is told as a percentage where that is exact`(ratio: String, told: String) throws {
        #expect(try Ratio(parsing: ratio).percentage == told)
    }

    @Test func `codes of places sort as people count`() throws {
        let codes = try ["10-1-101", "2-1-1502", "2-1-302", "南-1-101", "2-2-101"].map { try UnitCode(parsing: $0) }
        #expect(codes.sorted().map(\.description) == ["2-1-302", "2-1-1502", "2-2-101", "10-1-101", "南-1-101"])
    }

    @Test(arguments: ["", "3-1", "3-1-2-4", "3--1502", "3-1-15 02", "3-1-15/2", "3-1-\u{0}"])
    func `what is no unit code is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try UnitCode(parsing: text) }
    }

    @Test func `a campaign is called after its assembly and item, and not at all where they are too long`() throws {
        let item = try ItemID(parsing: "1")
        let long = try AssemblyID(parsing: String(repeating: "a", count: 62))
        let longer = try AssemblyID(parsing: String(repeating: "a", count: 63))
        let lifts = try AssemblyID(parsing: "2023-lifts")
        #expect(CampaignID(of: item, in: lifts)?.description == "2023-lifts-1")
        #expect(CampaignID(of: item, in: long)?.description == "\(long)-1")
        #expect(CampaignID(of: item, in: longer) == nil)
    }

    @Test func `an order's code holds its lift, however long its campaign's is`() throws {
        let lift = try LiftCode(parsing: "\(String(repeating: "南", count: 16))-1-A")
        let short = try OrderID(campaign: try CampaignID(parsing: "2023-lifts"), lift: lift)
        #expect(short.description == "2023-lifts.\(lift)")

        let campaigns = try ["a", "b"].map { try CampaignID(parsing: String(repeating: "c", count: 63) + $0) }
        let orders = try campaigns.map { try OrderID(campaign: $0, lift: lift) }
        #expect(Set(orders).count == 2)
        #expect(orders.allSatisfy { $0.description.hasSuffix(".\(lift)") })
        #expect(try OrderID(campaign: campaigns[0], lift: lift) == orders[0])
    }

    @Test(arguments: ["３-1-1502", "3-1-１５０２", "3-1-1502Ａ", "3-1-٣", "3-1-𝟑"])
    func `digits and letters that only look like those of a code are refused`(text: String) {
        #expect(throws: InvalidValue.self) { try UnitCode(parsing: text) }
        #expect(throws: InvalidValue.self) { try CommunityID(parsing: text.replacing("-", with: "")) }
    }

    /// One text to Swift and two to PostgreSQL and to the sharding: `豈` and U+F900, `K` and the Kelvin sign, `é` and its
    /// parts, a Korean syllable and its.
    @Test(arguments: ["\u{F900}", "\u{212A}", "e\u{301}", "\u{1112}\u{1161}\u{11AB}"])
    func `a code that could be written in two ways is refused`(text: String) throws {
        let error = try #require(throws: InvalidValue.self) { try CommunityID(parsing: text) }
        #expect(error.reason.en.contains("two ways"))
        #expect(throws: InvalidValue.self) { try UnitCode(parsing: "1-1-\(text)") }
    }

    @Test func `a code holds no letter that nobody sees`() {
        for scalar in (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)
        where scalar.properties.isDefaultIgnorableCodePoint {
            #expect(ItemID("a\(scalar)") == nil, "U+\(String(scalar.value, radix: 16))")
        }
        #expect(BuildingCode("3\u{3164}") == nil)
    }

    /// So that codes that are equal are the same bytes: of all of Unicode, what codes may hold decomposes into nothing else
    /// that they may hold.
    @Test func `no two codes are one text to Unicode`() {
        var spellings: [String: Unicode.Scalar] = [:]
        for scalar in (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init) where ItemID("a\(scalar)") != nil {
            let parts = Array(String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars)
            #expect(parts.count > 1 || parts == [scalar], "U+\(String(scalar.value, radix: 16))")
            #expect(parts.dropFirst().allSatisfy { ItemID("a\($0)") == nil }, "U+\(String(scalar.value, radix: 16))")
            let spelling = parts.map { String($0.value, radix: 16) }.joined(separator: " ")
            #expect(spellings.updateValue(scalar, forKey: spelling) == nil, "U+\(String(scalar.value, radix: 16))")
        }
        #expect(spellings.count > 100_000)
    }

    @Test func `an id is written in lower case and read back`() throws {
        let uuid = UUID()
        let id = OwnerID(uuid)
        #expect(id.description == uuid.uuidString.lowercased())
        #expect(try OwnerID(parsing: id.description) == id)
    }

    @Test(arguments: [
        String(repeating: "-0", count: 32), String(repeating: "+a", count: 32), String(repeating: "g", count: 64),
        String(repeating: "a", count: 63), String(repeating: "é", count: 32), "",
    ])
    func `what is no SHA-256 is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try Digest256(parsing: text) }
    }

    @Test func `a SHA-256 is read in either case and written in lower`() throws {
        let digest = Digest256(of: [1, 2, 3])
        #expect(try Digest256(parsing: digest.description.uppercased()) == digest)
        #expect(digest.description == "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81")
    }

    /// R-C-04, R-C-07: the same owners are one head in whatever order; other sets of owners are others.
    @Test func `a head is its set of owners`() throws {
        let (a, b) = (OwnerID(UUID()), OwnerID(UUID()))
        #expect(HeadID(owners: [a, b]) == HeadID(owners: [b, a]))
        #expect(HeadID(owners: [a, a]) == HeadID(owners: [a]))
        #expect(HeadID(owners: [a, b]) != HeadID(owners: [a]))
    }

    /// The published vectors of FNV-1a-64 (offset basis and "a", "foobar"), reduced modulo 16.
    @Test func `a community's shard is FNV-1a-64 modulo sixteen`() throws {
        #expect(Shard(of: try CommunityID(parsing: "a")).number == Int32(0xaf63_dc4c_8601_ec8c as UInt64 % 16))
        #expect(Shard(of: try CommunityID(parsing: "foobar")).number == Int32(0x8594_4171_f739_67e8 as UInt64 % 16))
    }

    @Test func `codes hold the letters of any script, the digits 0 to 9 and no other sign`() {
        for value in UInt8.min...0x7F {
            let scalar = Unicode.Scalar(value)
            let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
            #expect((ItemID("\(scalar)") != nil) == isWord, "\(value)")
            #expect((BuildingCode("\(scalar)") != nil) == isWord, "\(value)")
        }
        for (text, isCode) in [("南", true), ("é", true), ("٣", false), ("½", false), ("，", false), (" ", false)] {
            #expect((ItemID(text) != nil) == isCode, "\(text)")
        }
    }

    @Test func `ids made later sort later`() {
        let early = UUID.version7(at: Timestamp(microseconds: 1_000_000))
        let late = UUID.version7(at: Timestamp(microseconds: 2_000_000))
        #expect(early < late)
        #expect(early.uuidString.dropFirst(14).first == "7")
    }

    @Test func `many ids made at once are ids like any other`() {
        let time = Timestamp(microseconds: 1_000_000)
        #expect(UUID.version7s(0, at: time).isEmpty)
        let ids = UUID.version7s(1_000, at: time)
        #expect(Set(ids).count == 1_000)
        for id in ids {
            #expect(id.uuidString.hasPrefix("00000000-03E8-7"))
            #expect("89AB".contains(id.uuidString.dropFirst(19).first ?? " "))
        }
    }

    @Test func `many ids can rise in the order in which they are made`() {
        let time = Timestamp(microseconds: 1_000_000)
        let ids = UUID.risingVersion7s(1_000, at: time)

        #expect(UUID.risingVersion7s(0, at: time).isEmpty)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        for id in ids {
            #expect(id.uuidString.hasPrefix("00000000-03E8-7"))
            #expect("89AB".contains(id.uuidString.dropFirst(19).first ?? " "))
        }
    }

    @Test func `codes of places are read alike whether or not Unicode has to be asked`() {
        for (text, parts) in [
            ("3-1-1502", ["3", "1", "1502"]), ("南-B-1", ["南", "B", "1"]), ("a-b-Z9", ["a", "b", "Z9"]),
            ("1-1-12345678901234567", nil), ("1-1", nil), ("1-1-1-1", nil), ("1--1", nil), ("", nil), ("1-1-", nil),
            ("1-\u{0301}1-1", nil), ("1- -1", nil), ("1-1-_", nil),
        ] as [(String, [String]?)] {
            let code = UnitCode(text)
            #expect(code.map { [$0.building, $0.entrance, $0.number].map(\.description) } == parts, "\(text)")
            #expect(code.map(\.description) == parts.map { $0.joined(separator: "-") })
        }
    }

    @Test func `an area appends what it is written as`() {
        for hundredths in [0, 5, 10, 99, 100, 8_850, .max, -1, -8_850, .min] as [Int64] {
            var text: [UInt8] = []
            Area(hundredths: hundredths).write(to: &text)
            #expect(String(decoding: text, as: UTF8.self) == Area(hundredths: hundredths).description)
        }
    }

    @Test func `a rule pack without a threshold for some matter is refused`() throws {
        let pack = try EventSamples.pack()
        try pack.validate(isComplete: false)
        let lacking = RulePack(
            jurisdiction: pack.jurisdiction, version: pack.version, participation: pack.participation,
            approval: pack.approval.filter { $0.key != .useFund }, duplicates: pack.duplicates,
            silentBallots: pack.silentBallots)
        #expect(throws: InvalidValue.self) { try lacking.validate(isComplete: false) }
    }

    @Test func `a rule pack may ask more than the law and nothing less (R-V-06)`() throws {
        func threshold(_ ratio: String, _ comparison: Ratio.Comparison) throws -> RulePack.Threshold {
            RulePack.Threshold(ratio: try Ratio(parsing: ratio), comparison: comparison, source: "x", grade: .design)
        }
        let pack = try EventSamples.pack()
        func below(_ participation: RulePack.Threshold? = nil, _ approval: [MatterKind: RulePack.Threshold] = [:])
            -> String?
        {
            RulePack(
                jurisdiction: "x", version: "1", participation: participation ?? pack.participation,
                approval: pack.approval.merging(approval) { $1 }, duplicates: pack.duplicates,
                silentBallots: pack.silentBallots
            ).fieldBelowLaw
        }
        #expect(below() == nil)
        #expect(below(try threshold("199999/300000", .moreThan)) == "participation")
        #expect(below(try threshold("2/3", .moreThan)) == nil)
        #expect(below(nil, [.useFund: try threshold("1/2", .atLeast)]) == "approval.useFund")
        #expect(below(nil, [.useFund: try threshold("2/3", .atLeast)]) == nil)
        #expect(below(nil, [.raiseFund: try threshold("74.99%", .moreThan)]) == "approval.raiseFund")
        #expect(below(nil, [.rebuild: try threshold("90%", .atLeast)]) == nil)
    }

    @Test func `a rule pack's hash does not depend on how it was written`() throws {
        let pack = try EventSamples.pack()
        let again = try CanonicalJSON.decode(RulePack.self, from: try CanonicalJSON.encode(pack))
        #expect(try again.hash() == pack.hash())
    }

    @Test func `a mandate is read back from its JSON`() throws {
        let text =
            #"{"kind":"collect","rate":"8.005","scope":{},"threshold":"40%","basis":"amount","#
            + #""releases":{"work":"overhaul","workClass":"majorRepair"}}"#
        guard case .collect(let collect) = try CanonicalJSON.decode(Mandate.self, from: Array(text.utf8)) else {
            Issue.record("not a collect mandate")
            return
        }
        #expect(collect.rate.tenThousandths == 80_050)
        #expect(collect.scope.covers(try BuildingCode(parsing: "7")))
    }
}
