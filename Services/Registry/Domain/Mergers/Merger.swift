import Model

/// Communities that are to become one management area on a day (R-V-14): one owners' meeting, one roll (R-G-04).
struct Merger: Sendable, Equatable {
    /// The area that they are parts of from then on, with or without a roll of its own before.
    let area: CommunityID
    let parts: [Part]
    let on: Day
    /// The decision that it rests on.
    let basis: String

    struct Part: Sendable, Equatable {
        let community: CommunityID
        /// What its buildings are called in the area, where two would have one name.
        var buildings: [BuildingCode: BuildingCode] = [:]
        /// Put before what its books call owners, where two books call different people the same.
        var ownerPrefix = ""
    }

    /// More than a street would ever make one of, and few enough to hold the shards of.
    static let mostParts = 20

    /// What a request calls a member of one of its parts.
    static func field(_ name: String, ofPart index: Int) -> String { "from[\(index)].\(name)" }

    /// What a merger needs to know of a community.
    struct Compound: Sendable {
        let facts: Community
        let roll: Roll
        /// What its books call owners, those of before included.
        let owners: [OwnerRef: OwnerID]
        /// References of two owners of its roll, of whom `owners` has one.
        var spelledTwice: Set<OwnerRef> = []
        let lifts: [Lift]
        /// The day of the last change of its roll.
        let lastChange: Day?
    }

    /// What becomes of units, owners and lifts.
    struct Plan: Sendable {
        let parts: [PartPlan]
        /// Units under the area's codes and ids.
        let added: [UnitRecord]
        /// The area's roll with them.
        let roll: Roll
        /// Owners in several of the communities, and the one id that they keep.
        let same: [OwnerID: OwnerID]
    }

    struct PartPlan: Sendable {
        let part: Part
        /// Owners who move with their ids, and what the area's books call them.
        let owners: [(id: OwnerID, ref: OwnerRef)]
        /// Lifts as they are called now, and as they are in the area.
        let lifts: [(before: LiftCode, after: Lift)]
    }
}

extension Merger.Part {
    /// A place under the area's name for its building.
    func code<Kind>(_ place: PlaceCode<Kind>) -> PlaceCode<Kind> {
        PlaceCode(
            building: buildings[place.building] ?? place.building, entrance: place.entrance, number: place.number)
    }

    /// - Throws: `MergerRefusal` where prefix and reference together are none.
    func ref(_ ref: OwnerRef, at index: Int) throws(MergerRefusal) -> OwnerRef {
        guard !ownerPrefix.isEmpty else { return ref }
        do throws(InvalidValue) {
            let name = try OwnerRef(parsing: ownerPrefix + ref.description)
            guard !name.isTooLong || ref.isTooLong else { throw OwnerRef.tooLong }
            return name
        } catch {
            throw .invalid(Merger.field("ownerPrefix", ofPart: index), error.reason)
        }
    }
}
