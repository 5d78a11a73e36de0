import Foundation
import Model
import Testing

@testable import ServiceRuntime

struct JSONDecodingTests {
    struct Order: Decodable, Equatable {
        enum Kind: String, Decodable { case repair, replacement }

        let code: OrderID
        let kind: Kind
        let amount: Money
        let lifts: [Lift]
        let note: String?
        let urgent: Bool
        let floors: Int16
        let ratio: Double

        struct Lift: Decodable, Equatable {
            let lift: LiftCode
        }
    }

    static let good = """
        {"code":"x-1","kind":"repair","amount":"12.50","lifts":[{"lift":"3-1-A"},{"lift":"3-1-B"}],
         "note":"a \\"quoted\\" 备注","urgent":true,"floors":-3,"ratio":0.25,"unknown":{"a":[1]}}
        """

    private func decode(_ text: String) throws -> Order {
        try JSONNodeDecoder(document: JSONDocument(Array(text.utf8)), index: 0, path: .root).decode(Order.self)
    }

    @Test func `a request decodes into typed values`() throws {
        let order = try decode(Self.good)

        #expect(order.code.description == "x-1")
        #expect(order.kind == .repair)
        #expect(order.amount == Money(fen: 1_250))
        #expect(order.lifts.map(\.lift.description) == ["3-1-A", "3-1-B"])
        #expect(order.note == "a \"quoted\" 备注")
        #expect(order.urgent)
        #expect(order.floors == -3)
        #expect(order.ratio == 0.25)
    }

    @Test(arguments: [
        ("\"kind\":\"repair\",", "", "kind"), ("\"repair\"", "\"party\"", "kind"), ("\"12.50\"", "12.50", "amount"),
        ("\"12.50\"", "\"12.505\"", "amount"), ("3-1-B", "3-1", "lifts[1].lift"),
        ("\"lift\":\"3-1-A\"", "", "lifts[0].lift"),
        ("[{\"lift\":\"3-1-A\"},{\"lift\":\"3-1-B\"}]", "{}", "lifts"), ("true", "1", "urgent"),
        ("-3", "40000", "floors"),
        ("-3", "3.5", "floors"), ("-3", "99999999999999999999", "floors"), ("0.25", "1e400", "ratio"),
        ("0.25", "\"0.25\"", "ratio"), ("\"x-1\"", "null", "code"), ("\"x-1\"", "\"\"", "code"),
    ])
    func `a value that cannot be taken is named by its path`(old: String, new: String, field: String) {
        let fault = #expect(throws: JSONFieldFault.self) {
            try decode(Self.good.replacingOccurrences(of: old, with: new))
        }
        #expect(fault?.path.description == field)
        #expect(fault?.reason.en.isEmpty == false)
    }

    @Test func `a word that is none of an enumeration's says nothing about its type`() throws {
        enum Fruit: String, Decodable, CaseIterable { case apple, pear }
        struct Basket: Decodable { let fruit: Fruit }
        let document = try JSONDocument(Array(#"{"fruit":"stone"}"#.utf8))
        let fault = #expect(throws: JSONFieldFault.self) {
            try JSONNodeDecoder(document: document, index: 0, path: .root).decode(Basket.self)
        }
        #expect(fault?.reason.en == "must be one of apple, pear")
        let other = #expect(throws: JSONFieldFault.self) {
            try decode(Self.good.replacingOccurrences(of: "\"repair\"", with: "\"party\""))
        }
        #expect(other?.reason.en == "is not an acceptable value")
    }

    @Test func `a null is as good as nothing for an optional value`() throws {
        #expect(try decode(Self.good.replacingOccurrences(of: "\"a \\\"quoted\\\" 备注\"", with: "null")).note == nil)
    }

    private struct Vote: Decodable {
        let order: OrderID

        static func read(_ json: JSONNodeDecoder) throws -> OrderID { try json.member("order") }
    }

    @Test(arguments: [
        #"{"order":"x-1"}"#, #"{"a":{"order":"y"},"\u006frder":"x\u002d1"}"#, "{}", "[]", "7", #"{"Order":"x-1"}"#,
        #"{"order":1}"#, #"{"order":null}"#, #"{"order":""}"#, #"{"order":"a b"}"#, #"{"order":["x-1"]}"#,
    ])
    func `a member read by hand is taken or refused as it is by Decodable`(text: String) throws {
        let json = JSONNodeDecoder(document: try JSONDocument(Array(text.utf8)), index: 0, path: .root)
        let byHand = Result { try Vote.read(json) }.map(\.description)
        let decoded = Result { try json.decode(Vote.self) }.map(\.order.description)
        #expect("\(byHand)" == "\(decoded)")
    }
}
