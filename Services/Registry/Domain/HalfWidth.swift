/// Characters as wide as Chinese ones, which an input method types by accident for those of ASCII.
enum HalfWidth {
    /// The character of ASCII that this one stands for; any other stays as it is.
    static func of(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    }
}
