import Model
import ServiceRuntime

extension LiftRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .liftUnknown(let code):
            Problem(
                404, "unknown-lift", Phrase(zh: "没有这部电梯", en: "There is no such lift"),
                detail: Phrase(code.description))
        case .invalid(let field, let reason):
            .invalid(field, reason)
        case .conflict(let field, let reason):
            Problem(
                409, "lift-conflict", Phrase(zh: "与电梯的现状不符", en: "The lift as it stands does not allow this"),
                errors: [FieldError(field: field, reason: reason)])
        }
    }
}
