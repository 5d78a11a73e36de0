import Foundation
import Testing

@testable import tongti

@Suite struct RollTextTests {
    @Test(arguments: [true, false])
    func `whoever has another name under the same reference is told with the line, and what that means`(
        _ isDryRun: Bool
    ) throws {
        let text = """
            {"dryRun": \(isDryRun), "added": [], "changed": [], "removed": [], "people": 1,
             "renamed": [{"line": 4, "ownerRef": "A"}],
             "roll": {"units": 2, "area": "177.00", "heads": 2, "hash": "0123456789abcdef", "buildings": []}}
            """
        let answer = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        for printed in [ImportRoll.text(answer), DiffRoll.text(answer)] {
            #expect(printed.contains("line 4: A has another name\n") && printed.contains("roll transfer"))
        }
    }
}
