/// How English counts.
package enum English {
    /// `1 lift`, `18 lifts`, `0 lifts`; the number as it is to be written, such as `1,080`.
    package static func counted(_ number: some CustomStringConvertible, _ noun: String) -> String {
        let number = number.description
        return "\(number) \(noun)" + (number == "1" ? "" : "s")
    }
}
