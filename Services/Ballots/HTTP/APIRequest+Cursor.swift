import Model
import ServiceRuntime

extension APIRequest {
    /// The query's `cursor` of a list that goes by numbers; nil for its first page.
    var numberCursor: Int64? {
        get throws {
            try queryText("cursor").map { text in
                guard let number = Int64(text) else {
                    throw Problem.invalid("cursor", Phrase(zh: "不是上一页给出的值", en: "is not one that a page gave"))
                }
                return number
            }
        }
    }
}
