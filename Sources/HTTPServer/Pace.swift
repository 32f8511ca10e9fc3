// RFC 9112, section 9.5.

/// How fast bytes have come or gone, on average.
struct Pace {
    /// From when on is counted.
    let start: Instant
    /// How many there were since then.
    var bytes = 0

    init(start: Instant) {
        self.start = start
    }

    /// Whether it is `rate` bytes a second, or more.
    func reaches(_ rate: Int, at now: Instant) -> Bool {
        .seconds(bytes) >= (now - start) * rate
    }
}
