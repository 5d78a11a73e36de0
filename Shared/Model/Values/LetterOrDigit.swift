extension Unicode.Scalar {
    /// A letter of any script or a decimal digit, as codes and places are made of.
    ///
    /// ASCII is told by its number: codes are read several times in every request, and Unicode's tables take ten times as long.
    var isLetterOrDigit: Bool {
        guard isASCII else { return properties.isAlphabetic || properties.numericType == .decimal }
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        default: return false
        }
    }
}
