import Testing

@testable import Postgres

struct ConnectFailureTests {
    @Test(arguments: [
        ("connection to server at \"::1\", port 5432 failed: FATAL:  28P01: password authentication failed", "28P01"),
        ("连接到\"127.0.0.1\"上的服务器，端口5432失败：致命错误:  28P01: 用户 \"funds\" Password 认证失败", "28P01"),
        ("connection to server at \"127.0.0.1\", port 5432 failed: Connection refused\n\tIs the server running?", nil),
        ("two:  blanks: FATAL:  57P03: the database system is starting up", "57P03"),
    ])
    func `why a server lets nobody in is known in whatever language it says so`(message: String, code: String?) {
        #expect(ConnectionHandle.sqlState(in: message)?.rawValue == code)
    }
}
