package import Model
package import Postgres

/// The columns that the model's values live in.
///
/// They are here because `Model` knows no database and `Postgres` no model.
package protocol TextColumn: TextValue, PostgresCodable {}

extension TextColumn {
    package static var postgresType: PostgresType { .text }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        buffer.append(contentsOf: description.utf8)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        let text = try String.decode(bytes, type: type)
        do {
            return try Self(parsing: text)
        } catch {
            throw .malformed("the text is no value of the model's type")
        }
    }

    package static func accepts(_ type: PostgresType) -> Bool { String.accepts(type) }
}

extension Code: TextColumn {}
extension PlacePart: TextColumn {}
extension PlaceCode: TextColumn {}
extension Ratio: TextColumn {}
extension EventType: TextColumn {}
