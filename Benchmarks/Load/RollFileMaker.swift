/// A large owners' roll made from a seed, as `roll.csv` (docs/scenarios.md), and the same roll a while later.
///
/// Towers of up to 33 floors with four to eight dwellings on each, shops below, a parking space for every fifth dwelling;
/// most owners have one unit, some several, one unit in nine has two or three owners, and the developer keeps some.
struct RollFileMaker {
    static let columns = [
        "building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone",
    ]

    /// Rows in the order of the places, those of one unit together.
    private(set) var units: [Unit] = []
    private var owners: [Owner] = []
    private var random: SeededRandom

    struct Unit {
        let place: Substring
        let floor: Int
        let number: Int
        var hundredths: Int
        let use: StaticString
        /// Places in the list of owners.
        var owners: [Int]
    }

    private struct Owner {
        let ref: String
        let name: String
        let kind: StaticString
        var phone: String
    }

    /// What differs between two states of a roll.
    struct Change {
        var units = 0
        var removed = 0
        var people = 0
    }

    init(units count: Int, seed: UInt64) {
        random = SeededRandom(seed: seed)
        // The developer's own.
        owners.append(Owner(ref: "KFS-001", name: "宏远置业有限公司", kind: "developer", phone: "02087650000"))
        var building = 0
        while units.count < count {
            building += 1
            addBuilding(building, atMost: count)
        }
    }

    var rows: Int { units.reduce(0) { $0 + $1.owners.count } }
    var ownerCount: Int { owners.count }

    /// The file.
    var text: String {
        var text = Self.columns.joined(separator: ",") + "\r\n"
        text.reserveCapacity(rows * 90)
        for unit in units {
            let cents = unit.hundredths % 100
            let area = "\(unit.hundredths / 100).\(cents < 10 ? "0" : "")\(cents)"
            for index in unit.owners {
                let owner = owners[index]
                text += "\(unit.place),\(unit.floor),\(unit.number),\(area),\(unit.use),"
                text += "\(owner.ref),\(owner.name),\(owner.kind),\(owner.phone)\r\n"
            }
        }
        return text
    }

    // MARK: - A while later

    /// Changes one unit in a hundred: most are sold, some are measured anew, some are gone; and some telephone numbers.
    mutating func change() -> Change {
        var change = Change()
        var kept: [Unit] = []
        kept.reserveCapacity(units.count)
        for unit in units {
            var unit = unit
            switch random.below(1_000) {
            case 0..<6:
                unit.owners = [newOwner()]
                change.units += 1
            case 6..<9:
                unit.hundredths += 7
                change.units += 1
            case 9:
                change.removed += 1
                continue
            case 10..<12:
                owners[unit.owners[0]].phone = phone()
                change.people += 1
            default: break
            }
            kept.append(unit)
        }
        units = kept
        return change
    }

    // MARK: - Making it

    private mutating func addBuilding(_ building: Int, atMost count: Int) {
        let (floors, doors) = (11 + random.below(23), 4 + random.below(5))
        for entrance in 1...(1 + random.below(3)) {
            for floor in 1...floors {
                for door in 1...doors where units.count < count {
                    let isShop = floor == 1 && random.below(3) == 0
                    let owners = unitOwners()
                    add(
                        Unit(
                            place: "\(building),\(entrance)", floor: floor, number: floor * 100 + door,
                            hundredths: isShop ? 2_000 + random.below(18_000) : 4_500 + random.below(11_000),
                            use: isShop ? "shop" : "dwelling", owners: owners))
                    guard units.count < count, random.below(5) == 0 else { continue }
                    add(
                        Unit(
                            place: "\(building),B", floor: -1 - random.below(2),
                            number: entrance * 100_000 + floor * 100 + door, hundredths: 1_100 + random.below(400),
                            use: "parking", owners: [owners[0]]))
                }
            }
        }
    }

    private mutating func add(_ unit: Unit) { units.append(unit) }

    private mutating func unitOwners() -> [Int] {
        switch random.below(100) {
        case 0..<2: return [0]
        case 2..<10 where owners.count > 50: return [1 + random.below(owners.count - 1)]
        case 10..<20: return [newOwner(), newOwner()]
        case 20: return [newOwner(), newOwner(), newOwner()]
        default: return [newOwner()]
        }
    }

    /// References are the numbers of the owners' papers, which have nothing to do with where the unit is.
    private mutating func newOwner() -> Int {
        let isCompany = random.below(60) == 0
        let name = isCompany ? "\(syllables(2))商贸有限公司" : syllables(2 + (random.below(3) == 0 ? 0 : 1))
        let ref = "\(2_003 + random.below(22))-\(10_000_000 + random.below(90_000_000))-\(owners.count)"
        owners.append(
            Owner(
                ref: ref, name: name, kind: isCompany ? "company" : "person",
                phone: random.below(8) == 0 ? "" : phone()))
        return owners.count - 1
    }

    private mutating func phone() -> String { "1\(30 + random.below(70))\(10_000_000 + random.below(90_000_000))" }

    private static let characters = Array("安柏晨丹恩凡歌禾佳凯岚明宁沛琪然山婷文希雅泽舟竹云青石")

    private mutating func syllables(_ count: Int) -> String {
        String((0..<count).map { _ in Self.characters[random.below(Self.characters.count)] })
    }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` - 1.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
