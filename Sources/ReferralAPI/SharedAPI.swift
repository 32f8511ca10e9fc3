import HTTP
public import Logging
public import Referrals

/// What the interfaces of all loops share.
public struct SharedAPI: Sendable {
    /// What the interface is told when it starts.
    public struct Configuration: Sendable {
        /// The operator key of the environment, nil for none.
        public var operatorKey: String?
        /// Requests a caller may make; nil for any number.
        public var rateLimit: RateLimit?
        /// Put in front of paths in `Location` and `Link`; nil for relative references.
        public var publicURL: String?
        /// Origins whose scripts may read answers.
        public var corsOrigins: [String] = []
        /// Where webhooks may go.
        public var addresses = AddressPolicy()
        /// Looks up the hosts of webhooks when they are made; called outside of any transaction. A name that it has no
        /// address for is taken.
        public var resolveHost: HostResolver = { _ in [] }
        /// The key that `/metrics` asks for beside an operator's; nil for none.
        public var metricsKey: String?
        /// Whether anybody may read `/metrics` while there is no key for it.
        public var metricsAreOpen = false
        /// What others than the interface have counted, for `/metrics`. What can't be told is left out.
        public var metrics: @Sendable () async -> [MetricFamily] = { [] }
        /// Where requests are told once they are answered.
        public var requestLog = RequestLog.none
        /// Milliseconds of a clock that nobody sets, by which the rate limit is measured.
        public var uptime: @Sendable () -> Int64
        /// Nanoseconds of such a clock, by which the time of answers is measured.
        public var nanoseconds: @Sendable () -> Int64

        /// Makes a configuration with what has no default.
        public init(uptime: @escaping @Sendable () -> Int64) {
            self.uptime = uptime
            nanoseconds = { uptime() * 1_000_000 }
        }
    }

    let router = Router(Routes.all)
    let limiter: RateLimiter?
    let cors: CORS
    let services: APIServices
    let logger: Logger
    let requestLog: RequestLog
    let nanoseconds: @Sendable () -> Int64

    /// Makes what is shared.
    ///
    /// - Parameters:
    ///   - configuration: The settings.
    ///   - environment: Time and randomness.
    ///   - cursorSecret: 32 bytes that outlive a restart.
    ///   - status: How the service is, for `/readyz`.
    ///   - logger: Where faults are told.
    public init(
        _ configuration: Configuration, environment: Environment, cursorSecret: [UInt8],
        status: ServiceStatus,
        logger: Logger
    ) {
        limiter = configuration.rateLimit.map { RateLimiter($0, uptime: configuration.uptime) }
        cors = CORS(origins: configuration.corsOrigins)
        services = APIServices(
            environment: environment, authenticator: Authenticator(operatorKey: configuration.operatorKey),
            cursors: CursorSeal(secret: cursorSecret),
            addresses: AddressJudge(policy: configuration.addresses, resolve: configuration.resolveHost),
            publicURL: configuration.publicURL ?? "", status: status,
            metrics: ServiceMetrics(
                key: configuration.metricsKey, isOpen: configuration.metricsAreOpen, others: configuration.metrics),
            requestIDs: RequestIDs(nonce: environment.random().0), waitingRoom: WaitingRoom())
        self.logger = logger
        requestLog = configuration.requestLog
        nanoseconds = configuration.nanoseconds
    }

    /// Every route as `METHOD /pattern`, in the order of the table.
    public static var routes: [String] { Routes.all.map { "\($0.method.name) \($0.pattern)" } }
}

/// How the service is, as `/readyz` tells it.
public struct ServiceStatus: Sendable {
    /// One thing that the service needs.
    public struct Part: Sendable {
        /// `database`, `disk`.
        public let name: String
        /// Whether it is as it must be.
        public let isReady: Bool
        /// How it is in a word: `ready` or `unavailable`, or one of its own.
        public let word: String
        /// What is wrong, or how it is.
        public let detail: String

        /// Makes a part.
        public init(name: String, isReady: Bool, word: String? = nil, detail: String) {
            self.name = name
            self.isReady = isReady
            self.word = word ?? (isReady ? "ready" : "unavailable")
            self.detail = detail
        }
    }

    /// Looks at each part anew.
    public let parts: @Sendable () async -> [Part]
    /// Whether the service has begun to stop.
    public let isStopping: @Sendable () -> Bool

    /// Makes a status from two looks.
    public init(parts: @escaping @Sendable () async -> [Part], isStopping: @escaping @Sendable () -> Bool) {
        self.parts = parts
        self.isStopping = isStopping
    }
}
