import Glibc

/// What can be asked of a socket without reading from it.
enum Socket {
    static func hasNothingToRead(_ number: CInt) -> Bool {
        var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 0
    }
}
