package import Model
package import Postgres

/// An enumeration of the model that is stored as its raw text.
package protocol EnumColumn: RawRepresentable, PostgresCodable where RawValue == String {}

extension EnumColumn {
    package static var postgresType: PostgresType { .text }

    package static func accepts(_ type: PostgresType) -> Bool { String.accepts(type) }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) { try rawValue.encode(into: &buffer) }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        guard let value = Self(rawValue: try String.decode(bytes, type: type)) else {
            throw .malformed("the stored value is not one of the known ones")
        }
        return value
    }
}

extension ServiceName: EnumColumn {}
extension Role: EnumColumn {}
extension MatterKind: EnumColumn {}
extension SuspensionCause: EnumColumn {}
extension SuspensionEnd: EnumColumn {}
extension WorkKind: EnumColumn {}
extension WorkClass: EnumColumn {}
extension Mandate.ThresholdBasis: EnumColumn {}
extension ResolutionSetAside.Authority: EnumColumn {}
extension ObjectionCategory: EnumColumn {}
extension ItemResult.Outcome: EnumColumn {}
extension UnitRecord.Use: EnumColumn {}
extension UnitRecord.OwnerKind: EnumColumn {}
extension UnitRecord.AreaSource: EnumColumn {}
extension ManagementMode: EnumColumn {}
extension VoteAccepted.Channel: EnumColumn {}
extension AdvanceMade.Lender: EnumColumn {}
extension OrderReleased.Cause: EnumColumn {}
extension InspectionRecorded.Result: EnumColumn {}
extension CommunityRegistered.FundStatus: EnumColumn {}
extension BodyKind: EnumColumn {}
extension BodyOrigin: EnumColumn {}
extension BodyOffice: EnumColumn {}
extension BodyEndCause: EnumColumn {}
extension Represents: EnumColumn {}
extension LeavingCause: EnumColumn {}
