import Model
import ServiceRuntime

extension MergerRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .invalid(let field, let reason):
            .invalid(field, reason)
        case .mergedBefore(let community, let area):
            Problem(
                409, "community-merged", Phrase(zh: "小区已并入另一物业管理区域", en: "A community is part of another area already"),
                detail: Phrase(zh: "\(community) 已并入 \(area)", en: "\(community) is part of \(area)"))
        case .otherJurisdiction(let community):
            Problem(
                409, "other-jurisdiction",
                Phrase(zh: "适用不同地方规定的小区不能合并", en: "Communities under different rules cannot become one"),
                detail: Phrase(community.description))
        case .noRoll(let community):
            Problem(
                409, "no-roll", Phrase(zh: "还没有导入名册", en: "No roll has been imported yet"),
                detail: Phrase(community.description))
        case .dayInFuture(let today):
            RegistryError.dayInFuture(field: "on", today: today).problem
        case .changedSince(let community, let day):
            Problem(
                409, "roll-changed-since",
                Phrase(zh: "名册在合并日之后有过变更", en: "A roll has changed after the day of the merger"),
                detail: Phrase(zh: "\(community)：\(day)", en: "\(community): on \(day)"))
        case .buildingsClash(let buildings):
            clash(
                "buildings-clash", Phrase(zh: "楼栋编号重复，应指定新编号", en: "Buildings would be called the same; rename them"),
                "buildings", buildings)
        case .ownersClash(let refs):
            clash(
                "owners-clash",
                Phrase(
                    zh: "同一业主编号在两本名册中不是同一人，应修正名册或加前缀",
                    en: "Books call different people the same; correct a roll, or give a prefix"),
                "ownerPrefix", refs)
        case .liftsClash(let codes):
            clash(
                "lifts-clash", Phrase(zh: "两部电梯的注册代码相同", en: "Two lifts have one registration code"), "community",
                codes)
        }
    }

    /// What stands in the way, of each part as many as a reader can use.
    private func clash(
        _ type: String, _ title: Phrase, _ field: String, _ names: [Int: [some CustomStringConvertible]]
    ) -> Problem {
        let errors = names.sorted { $0.key < $1.key }.map { part, names in
            let shown = names.prefix(50).map(\.description).joined(separator: ", ")
            return FieldError(
                field: Merger.field(field, ofPart: part),
                reason: Phrase(shown + (names.count > 50 ? " … (\(names.count))" : "")))
        }
        return Problem(409, type, title, errors: errors)
    }
}
