extension JSONTestSuite {
    /// Numbers that no binary format holds: they keep their text, and their member judges it.
    static let leftOpenAndTaken: [(String, String)] = [
        ("number_double_huge_neg_exp", "[123.456e-789]"),
        (
            "number_huge_exp",
            "[0.4e0066999999999999999999999999999999999999999999999999999"
                + "9999999999999999999999999999999999999999999999999999999999999999969999999006]"
        ),
        ("number_neg_int_huge_exp", "[-1e+9999]"),
        ("number_pos_double_huge_exp", "[1.5e+9999]"),
        ("number_real_neg_overflow", "[-123123e100000]"),
        ("number_real_pos_overflow", "[123123e100000]"),
        ("number_real_underflow", "[123e-10000000]"),
        ("number_too_big_neg_int", "[-123123123123123123123123123123]"),
        ("number_too_big_pos_int", "[100000000000000000000]"),
        ("number_very_big_negative_int", "[-237462374673276894279832749832423479823246327846]"),
    ]

    /// What is no Unicode, not UTF-8, begins with a byte order mark, or is nested too deep.
    static let leftOpenAndRefused: [(String, String)] = [
        ("object_key_lone_2nd_surrogate", #"{"\uDFAA":0}"#),
        ("string_1st_surrogate_but_2nd_missing", #"["\uDADA"]"#),
        ("string_1st_valid_surrogate_2nd_invalid", #"["\uD888\u1234"]"#),
        ("string_UTF-16LE_with_BOM", #"\#u{FF}\#u{FE}[\#u{0}"\#u{0}\#u{E9}\#u{0}"\#u{0}]\#u{0}"#),
        ("string_UTF-8_invalid_sequence", #"["\#u{E6}\#u{97}\#u{A5}\#u{D1}\#u{88}\#u{FA}"]"#),
        ("string_UTF8_surrogate_U+D800", #"["\#u{ED}\#u{A0}\#u{80}"]"#),
        ("string_incomplete_surrogate_and_escape_valid", #"["\uD800\n"]"#),
        ("string_incomplete_surrogate_pair", #"["\uDd1ea"]"#),
        ("string_incomplete_surrogates_escape_valid", #"["\uD800\uD800\n"]"#),
        ("string_invalid_lonely_surrogate", #"["\ud800"]"#),
        ("string_invalid_surrogate", #"["\ud800abc"]"#),
        ("string_invalid_utf-8", #"["\#u{FF}"]"#),
        ("string_inverted_surrogates_U+1D11E", #"["\uDd1e\uD834"]"#),
        ("string_iso_latin_1", #"["\#u{E9}"]"#),
        ("string_lone_second_surrogate", #"["\uDFAA"]"#),
        ("string_lone_utf8_continuation_byte", #"["\#u{81}"]"#),
        ("string_not_in_unicode_range", #"["\#u{F4}\#u{BF}\#u{BF}\#u{BF}"]"#),
        ("string_overlong_sequence_2_bytes", #"["\#u{C0}\#u{AF}"]"#),
        ("string_overlong_sequence_6_bytes", #"["\#u{FC}\#u{83}\#u{BF}\#u{BF}\#u{BF}\#u{BF}"]"#),
        ("string_overlong_sequence_6_bytes_null", #"["\#u{FC}\#u{80}\#u{80}\#u{80}\#u{80}\#u{80}"]"#),
        ("string_truncated-utf-8", #"["\#u{E0}\#u{FF}"]"#),
        ("string_utf16BE_no_BOM", #"\#u{0}[\#u{0}"\#u{0}\#u{E9}\#u{0}"\#u{0}]"#),
        ("string_utf16LE_no_BOM", #"[\#u{0}"\#u{0}\#u{E9}\#u{0}"\#u{0}]\#u{0}"#),
        ("structure_UTF-8_BOM_empty_object", "\u{EF}\u{BB}\u{BF}{}"),
        ("structure_500_nested_arrays", String(repeating: "[", count: 500) + String(repeating: "]", count: 500)),
    ]
}
