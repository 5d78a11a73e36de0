/// A short name that people gave to one thing, unique within its community: `2023-lifts`, `runfeng`.
///
/// One to 64 letters, digits, `-`, `.` and `_`, beginning with a letter or digit, so that it can stand in a path, a
/// column and a file name as it is.
package struct Code<Kind>: TextValue, Comparable {
    package let description: String

    package init(parsing text: String) throws(InvalidValue) {
        var length = 0
        for scalar in text.unicodeScalars {
            guard CodeCharacter.isWord(scalar) || (length > 0 && (scalar == "-" || scalar == "." || scalar == "_"))
            else {
                throw CodeCharacter.fault(
                    "code", scalar, zh: "只能有字母、数字、“-”“.”“_”，并以字母或数字开头",
                    en: "may hold letters, digits, '-', '.' and '_' only")
            }
            length += 1
        }
        guard length > 0 else { throw InvalidValue("code", zh: "不能为空", en: "is empty") }
        guard length <= Self.limit else {
            throw InvalidValue("code", zh: "超过 \(Self.limit) 个字符", en: "is longer than \(Self.limit) characters")
        }
        description = text
    }

    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    private static var limit: Int { 64 }
}

package enum CommunityKind {}
package enum AssemblyKind {}
package enum ItemKind {}
package enum CampaignKind {}
package enum OrderKind {}
package enum AdvanceKind {}
package enum BodyCodeKind {}

/// One management area (小区); the key of every event and the unit of sharding.
package typealias CommunityID = Code<CommunityKind>
package typealias AssemblyID = Code<AssemblyKind>
package typealias ItemID = Code<ItemKind>
package typealias CampaignID = Code<CampaignKind>
package typealias OrderID = Code<OrderKind>
package typealias AdvanceID = Code<AdvanceKind>
package typealias BodyID = Code<BodyCodeKind>

extension Code<CampaignKind> {
    /// A campaign is named after the item that allowed it, so that anyone can walk back to the vote.
    package init(assembly: AssemblyID, item: ItemID) throws(InvalidValue) {
        try self.init(parsing: "\(assembly)-\(item)")
    }

    /// Nil where the two codes are too long for one name, so that the item opens no campaign.
    package init?(of item: ItemID, in assembly: AssemblyID) {
        do { try self.init(assembly: assembly, item: item) } catch { return nil }
    }
}

extension Code<OrderKind> {
    /// A work order is named after the campaign that pays for it and the lift it repairs.
    ///
    /// Where the two are too long for one code, a part of the campaign's SHA-256 stands for the campaign: its owners
    /// have decided, so there is nobody left who could be asked for a shorter name.
    package init(campaign: CampaignID, lift: LiftCode) throws(InvalidValue) {
        let name = "\(campaign).\(lift)"
        let isShort = name.unicodeScalars.count <= Self.limit
        let digest = isShort ? "" : String(Digest256(of: Array(campaign.description.utf8)).description.prefix(12))
        try self.init(parsing: isShort ? name : "\(digest).\(lift)")
    }
}
