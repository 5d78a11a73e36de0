/// A type of PostgreSQL by its object id, which is the same on every server for the built-in ones.
package struct PostgresType: Sendable, Hashable, CustomStringConvertible {
    /// `pg_type.oid`.
    package let oid: UInt32
    /// The name as in `CREATE TABLE`, or the number of a type that this module does not know.
    package let name: String
    /// The type of an array of these; 0 where this module knows none.
    let arrayOID: UInt32
    /// For an array, the type of its elements; 0 for every other type.
    let elementOID: UInt32

    package var description: String { name }

    private init(_ oid: UInt32, _ name: String, array: UInt32 = 0, element: UInt32 = 0) {
        self.oid = oid
        self.name = name
        self.arrayOID = array
        self.elementOID = element
    }

    package static let bool = PostgresType(16, "boolean", array: 1000)
    package static let bytea = PostgresType(17, "bytea", array: 1001)
    package static let int8 = PostgresType(20, "bigint", array: 1016)
    package static let int2 = PostgresType(21, "smallint", array: 1005)
    package static let int4 = PostgresType(23, "integer", array: 1007)
    package static let text = PostgresType(25, "text", array: 1009)
    package static let json = PostgresType(114, "json", array: 199)
    package static let float8 = PostgresType(701, "double precision", array: 1022)
    package static let date = PostgresType(1082, "date", array: 1182)
    package static let timestamptz = PostgresType(1184, "timestamp with time zone", array: 1185)
    package static let uuid = PostgresType(2950, "uuid", array: 2951)
    package static let jsonb = PostgresType(3802, "jsonb", array: 3807)

    /// Types that only ever come out of a query, to be read as text or to be named in an error.
    private static let others = [
        PostgresType(18, "\"char\"", array: 1002), PostgresType(19, "name", array: 1003),
        PostgresType(26, "oid", array: 1028), PostgresType(700, "real", array: 1021), PostgresType(705, "unknown"),
        PostgresType(1042, "character", array: 1014), PostgresType(1043, "character varying", array: 1015),
        PostgresType(1083, "time", array: 1183), PostgresType(1114, "timestamp without time zone", array: 1115),
        PostgresType(1186, "interval", array: 1187), PostgresType(1700, "numeric", array: 1231),
        PostgresType(2278, "void"), PostgresType(2249, "record", array: 2287),
    ]

    private static let known: [UInt32: PostgresType] = {
        let scalars = [bool, bytea, int8, int2, int4, text, json, float8, date, timestamptz, uuid, jsonb] + others
        let arrays = scalars.filter { $0.arrayOID != 0 }.map(PostgresType.init(arrayOf:))
        return Dictionary(uniqueKeysWithValues: (scalars + arrays).map { ($0.oid, $0) })
    }()

    init(arrayOf element: PostgresType) {
        self.init(element.arrayOID, "\(element.name)[]", element: element.oid)
    }

    init(oid: UInt32) {
        self = Self.known[oid] ?? PostgresType(oid, "type \(oid)")
    }

    /// `text` and the types whose binary form is that of `text`.
    var isTextual: Bool { Self.isTextual(oid) }

    static func isTextual(_ oid: UInt32) -> Bool {
        switch oid {
        case 19, 25, 114, 705, 1042, 1043: true
        default: false
        }
    }
}
