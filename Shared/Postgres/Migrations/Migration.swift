import Crypto

/// One step of a database's schema: a file `V0001_name.sql`, compiled in.
package struct Migration: Sendable, Hashable {
    /// `V0001_name`; names sort in the order of application.
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// A file as it is compiled in.
    package init(_ name: String, _ file: [UInt8]) {
        self.init(name: name, sql: String(decoding: file, as: UTF8.self))
    }

    /// SHA-256 of the text, so that a file which was changed after it was applied is noticed.
    var checksum: [UInt8] {
        Array(SHA256.hash(data: Array(sql.utf8)))
    }
}
