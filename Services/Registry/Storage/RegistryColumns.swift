import EventLog
import Model
import Postgres

extension OwnerRef: TextColumn {}
extension LoginName: TextColumn {}
extension RollCause: EnumColumn {}
extension BodyApplication.End.How: EnumColumn {}
