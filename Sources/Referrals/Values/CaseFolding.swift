/// Caseless comparison (Unicode 3.13.3, "Default Caseless Matching").
public enum CaseFolding {
    /// The canonical caseless form of a text: two texts differ in case alone when their forms are the same.
    ///
    /// The standard library has no table of full case folding, but lower, upper and again lower case of each
    /// scalar tell the same texts apart: `ß`, `ẞ` and `SS` are all `ss`. The one exception in all of Unicode
    /// is the dotless `ı` of Turkish: its upper case is `I`, yet folding keeps it apart from `i`.
    public static func folded(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text.lowercased() }
        return Text.canonical(Text.canonical(text).unicodeScalars.reduce(into: "") { $0 += folded($1) })
    }

    /// The folded form of one scalar, which is not always one scalar, nor canonical with its neighbours.
    static func folded(_ scalar: Unicode.Scalar) -> String {
        scalar == "ı" ? "ı" : scalar.properties.lowercaseMapping.uppercased().lowercased()
    }
}
