import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Names that everybody reads: nothing in them plays tricks with a page.
struct ShortTextTests {
    @Test(arguments: [
        "润丰", "Lot 7", "Cafe\u{301}", "\u{9F8D}\u{FE00}", "\u{2764}\u{FE0F}", "(一期)",
        "𬎆·𠮷", "葛\u{E0100}城", "བཀྲ་ཤིས", "ئابدۇ·رېشىت", "\u{1826}\u{180E}\u{1820}",
    ])
    func `a name that can be seen is taken as it is`(text: String) throws {
        #expect(try Array(ShortText.checked(text, "name", limit: 100).utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        "", " \u{3000}", "\u{301}\u{301}", " \u{20DD}", "\u{200B}", "\u{3164}", "\u{FE0F}", "a\u{0}b", "a\u{202E}b",
        "\u{2067}a\u{2069}", "a\u{200F}", "a\u{2028}b", "a\u{AD}b", "a\u{3164}b", "\u{FEFF}a", "a\nb",
    ])
    func `a name of which something cannot be seen is refused`(text: String) {
        #expect(throws: Problem.self) { try ShortText.checked(text, "name", limit: 100) }
    }

    @Test(.database) func `no community is called by a name that turns the text beside it round`() async throws {
        try await TestRegistry.run { registry in
            let operators = try await registry.bearer(.operator)
            for name in [#"a\u202eb"#, #"\u0301"#, #"\u200b"#] {
                let refused = try await registry.call(
                    .post, "/v1/communities", as: operators,
                    #"{"code": "other", "name": "\#(name)", "jurisdiction": "beijing"}"#)
                #expect(refused.status == 400)
                #expect(try refused.fields == ["name"])
            }
        }
    }
}
