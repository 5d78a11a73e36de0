import Testing

@testable import ServiceRuntime

struct SchemaTests {
    private static let order = Schema.object([
        .required("code", .string()), .optional("lifts", .array(.object([.required("lift", .string())]))),
        .optional("shares", .map(.object([.required("area", .area)]))),
        .optional("note", .nullable(.object([.required("text", .string())]))), .optional("proof", .any),
        .optional("by", .oneOf([.object([.required("owner", .string())]), .object([.required("firm", .string())])])),
    ])

    @Test(
        arguments: [
            (#"{"code":"a"}"#, nil), (#"{"code":"a","cod":"b"}"#, "@14"), (#"{"c\u006fde":"a"}"#, nil),
            (#"{"lifts":[{"lift":"1"},{"lift":"2","lifts":[]}]}"#, "lifts[1]@37"),
            (#"{"shares":{"any name":{"area":"1"},"other":{"areas":"1"}}}"#, "shares@46"),
            (#"{"note":null}"#, nil), (#"{"note":{"txt":""}}"#, "note@11"), (#"{"proof":{"whatever":[{"a":1}]}}"#, nil),
            (#"{"by":{"owner":"a"}}"#, nil), (#"{"by":{"firm":"a"}}"#, nil), (#"{"by":{"other":"a"}}"#, "by@9"),
            // What is of another kind is found by who decodes it.
            ("[]", nil), (#"{"lifts":{"lift":1}}"#, nil), ("{}", nil), ("7", nil),
        ] as [(String, String?)])
    func `a member that nobody speaks of is found, and not repeated`(text: String, place: String?) throws {
        let found = Self.order.unknownMember(of: try JSONDocument(Array(text.utf8)))
        #expect(found.map { "\($0.object)@\($0.column)" } == place)
        #expect(found?.line ?? 1 == 1)
    }
}
