import Model
import Testing

/// Packs that are written as what a city has otherwise.
@Suite struct RulePackFileTests {
    private func base() throws -> RulePack {
        let pack = try EventSamples.pack()
        let values = Dictionary(uniqueKeysWithValues: RuleKey.allCases.map { ($0, Self.parameter(Self.value(of: $0))) })
        return RulePack(
            jurisdiction: pack.jurisdiction, version: pack.version, participation: pack.participation,
            approval: pack.approval, duplicates: pack.duplicates, silentBallots: pack.silentBallots, parameters: values)
    }

    private static func value(of key: RuleKey) -> String {
        switch key.kind {
        case .period: "15d"
        case .ratio: "1/2"
        case .count: "5"
        case .flag: "yes"
        case .word(let words): words[0]
        case .phone: "96333"
        }
    }

    private static func parameter(_ value: String) -> RulePack.Parameter {
        RulePack.Parameter(value: value, source: "test", grade: .design)
    }

    private func city(_ parameters: String, extends: String = #""extends":"national","#) throws -> RulePackFile {
        try CanonicalJSON.decode(
            RulePackFile.self,
            from: Array(#"{"jurisdiction":"city","version":"1",\#(extends)"parameters":{\#(parameters)}}"#.utf8))
    }

    @Test func `a city has its own values, and the nation's where it says nothing`() throws {
        let base = try base()
        try base.validate()
        let file = try city(#""pmcSizeLeast":{"value":"9","source":"s","grade":"S"}"#)
        let pack = try file.pack(over: base)
        #expect(pack.jurisdiction == "city")
        #expect(try pack.count(.pmcSizeLeast) == 9)
        #expect(try pack.count(.committeeSizeLeast) == 5)
        #expect(try pack.period(.regularMeetingNotice) == .days(15))
        #expect(try pack.ratio(.pmcApplication) == Ratio(1, 2))
        #expect(try pack.flag(.pmcSizeOdd))
        #expect(pack.approval == base.approval)
        #expect(try pack.hash() != base.hash())
    }

    @Test(arguments: [
        ("regularMeetingNotice", "15"), ("regularMeetingNotice", "15 days"), ("pmcApplication", "1.5"),
        ("pmcApplication", "3/2"), ("pmcSizeLeast", "-1"), ("pmcSizeLeast", "05"),
        ("pmcSizeLeast", "9999999999999999999"),
        ("pmcSizeOdd", "true"), ("electronicVote", "maybe"), ("rescueLine", "96 333"), ("rescueLine", "96"),
        ("committeeShortage", "none"), ("pmcChair", "owner"), ("excessPapers", "count"), ("buildingSeats", "any"),
        ("followedMajority", "both"),
    ])
    func `a value of another kind is refused by the name of its key`(key: String, value: String) throws {
        let file = try city(#""\#(key)":{"value":"\#(value)","source":"s","grade":"D"}"#)
        let refusal = try #require(throws: InvalidValue.self) { try file.pack(over: base()) }
        #expect(refusal.description.contains("parameters.\(key)"))
    }

    @Test func `what the count depends on is as before by a pack that is older than its key`() throws {
        let old = try EventSamples.pack()
        #expect(try old.excessPapers == .void)
        #expect(try old.buildingSeats == .ownOnly)
        #expect(try old.followedMajority == .areaAndHeads)
        let file = try city(
            #""excessPapers":{"value":"voidIfComplete","source":"s","grade":"D"},"#
                + #""buildingSeats":{"value":"ownFirst","source":"s","grade":"D"},"#
                + #""followedMajority":{"value":"heads","source":"s","grade":"D"}"#)
        let new = try file.pack(over: base())
        #expect(try new.excessPapers == .voidIfComplete)
        #expect(try new.buildingSeats == .ownFirst)
        #expect(try new.followedMajority == .heads)
    }

    @Test func `a key that nobody knows is refused`() {
        #expect(throws: DecodingError.self) { try city(#""pmcSizeLest":{"value":"9","source":"s","grade":"S"}"#) }
    }

    @Test func `a pack over the wrong one, or over none, is refused`() throws {
        let file = try city("")
        #expect(throws: InvalidValue.self) { try file.pack(over: nil) }
        let alone = try city("", extends: "")
        let refusal = try #require(throws: InvalidValue.self) { try alone.pack(over: nil) }
        #expect(refusal.description.contains("lacks participation"))
    }

    @Test func `a pack of before there were parameters stays valid, and lacks them by name`() throws {
        let pack = try EventSamples.pack()
        try pack.validate(isComplete: false)
        let refusal = try #require(throws: InvalidValue.self) { try pack.period(.committeeTerm) }
        #expect(refusal.description.contains("parameters.committeeTerm"))
    }

    @Test func `a pack without any parameters is not complete, and the first that it lacks is named`() throws {
        let refusal = try #require(throws: InvalidValue.self) { try EventSamples.pack().validate() }
        #expect(refusal.description.contains("lacks parameters.\(RuleKey.allCases[0].rawValue)"))
    }

    @Test func `a pack says which it is and where every value comes from`() throws {
        let json = String(decoding: try base().canonicalBytes(), as: UTF8.self)
        for (text, empty, field) in [
            (#""jurisdiction":"national""#, #""jurisdiction":"""#, "jurisdiction"),
            (#""version":"2021-01-01""#, #""version":" ""#, "version"),
            (
                #""grade":"D","source":"test""#, #""grade":"D","source":"""#,
                "parameters.\(RuleKey.allCases[0].rawValue)"
            ),
        ] {
            let silent = json.replacing(text, with: empty)
            try #require(silent != json, "the sample holds \(text)")
            let pack = try CanonicalJSON.decode(RulePack.self, from: Array(silent.utf8))
            let refusal = try #require(throws: InvalidValue.self) { try pack.validate() }
            #expect(refusal.description.contains("\(field)") && refusal.description.contains("is empty"))
            try pack.validate(isComplete: false)
        }
    }

    @Test(arguments: [
        (String(repeating: "条", count: 501), "is longer than 500 characters"),
        ("民法典\n第二百七十八条", "holds a character that cannot be printed"),
        ("民法典\u{202E}", "holds a character that cannot be printed"),
        ("民\u{200B}法典", "holds a character that cannot be printed"),
    ])
    func `a text of a pack is a line of which everything is seen, and not too long`(
        source: String, reason: String
    ) throws {
        let base = try base()
        func pack(_ source: String) -> RulePack {
            RulePack(
                jurisdiction: base.jurisdiction, version: base.version,
                participation: RulePack.Threshold(
                    ratio: base.participation.ratio, comparison: base.participation.comparison, source: source,
                    grade: base.participation.grade),
                approval: base.approval, duplicates: base.duplicates, silentBallots: base.silentBallots,
                parameters: base.parameters)
        }

        try pack(String(repeating: "条", count: 500)).validate()
        let refusal = try #require(throws: InvalidValue.self) { try pack(source).validate() }
        #expect(refusal.description == "not a valid rule pack: participation.source \(reason)")
        try pack(source).validate(isComplete: false)
    }
}
