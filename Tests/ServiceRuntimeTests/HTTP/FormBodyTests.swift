import Model
import Testing

@testable import ServiceRuntime

/// What is read of a form that a browser sends.
struct FormBodyTests {
    @Test func `a field is read by its name, however that is encoded`() throws {
        let form = try FormBody(text: "unit=1-2&%E6%A5%BC%E6%A0%8B=3&a%5B%5D=x%3Dy&plain=a+b&empty=&alone")
        #expect(form["unit"] == "1-2" && form["楼栋"] == "3" && form["a[]"] == "x=y" && form["plain"] == "a b")
        #expect(form["empty"] == nil && form["alone"] == nil && form["missing"] == nil)
        #expect(form.secret("empty").isEmpty && form.secret("plain") == "a b")
    }

    @Test func `signs end names and values whatever stands behind them`() throws {
        let form = try FormBody(text: "a=\u{301}b&\u{301}c=d")
        #expect(form.secret("a") == "\u{301}b" && form.secret("\u{301}c") == "d")
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "%=a", "a=%00", "a=%FF"])
    func `what is not encoded properly is refused`(text: String) {
        let problem = #expect(throws: Problem.self) { try FormBody(text: text) }
        #expect(problem?.status == 400)
    }
}
