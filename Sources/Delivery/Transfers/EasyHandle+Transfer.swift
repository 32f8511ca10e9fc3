import CCurl
import Referrals

// What libcurl is told of a transfer: everything that it would otherwise take from the environment or leave open.

extension EasyHandle {
    /// Readies a handle for a transfer; nil without memory, and for what libcurl does not take.
    static func make(_ transfer: Transfer, _ configuration: Transfers.Configuration) -> EasyHandle? {
        let handle: EasyHandle?
        switch transfer {
        case .post(let post):
            handle = EasyHandle(Exchange { configuration.check($0, post.url) })
            handle?.prepare(post, configuration)
        case .mail(let mail):
            handle = EasyHandle(Exchange(upload: mail.content, check: nil))
            handle?.prepare(mail)
        }
        return handle?.isReady == true ? handle : nil
    }

    private func prepare(_ post: Transfer.Post, _ configuration: Transfers.Configuration) {
        prepare(post.limits)
        set(CURLOPT_PROTOCOLS_STR, post.url.isSecure ? "https" : "http")
        set(CURLOPT_URL, post.url.text)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        // Without `Expect` the content is sent at once (RFC 9110, section 10.1.1).
        set(CURLOPT_HTTPHEADER, post.fields.map { "\($0.name): \($0.value)" } + ["Accept: */*", "Expect:"])
        setBody(post.body)
        if let addresses = configuration.addresses?(post.url) {
            set(CURLOPT_RESOLVE, ["\(post.url.host):\(post.url.port):\(addresses.joined(separator: ","))"])
        }
    }

    private func prepare(_ mail: Transfer.Mail) {
        prepare(mail.limits)
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_URL, mail.server.url)
        set(CURLOPT_USE_SSL, Int((mail.server.encryption == .required ? CURLUSESSL_ALL : CURLUSESSL_TRY).rawValue))
        if let user = mail.server.user { set(CURLOPT_USERNAME, user) }
        if let password = mail.server.password { set(CURLOPT_PASSWORD, password) }
        set(CURLOPT_MAIL_FROM, "<\(mail.sender.text)>")
        set(CURLOPT_MAIL_RCPT, ["<\(mail.recipient.text)>"])
        set(CURLOPT_UPLOAD, 1)
        // Also of the farewell, for which the thread waits.
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, 30)
    }

    private func prepare(_ limits: Transfer.Limits) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, Int(limits.total.milliseconds))
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(limits.connect.milliseconds))
        // A look-up that takes longer than its transfer must not hold up the others.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NETRC, 0)
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    }

    /// What came of the transfer.
    func result(_ code: CURLcode) -> TransferResult {
        TransferResult(outcome(code), milliseconds: milliseconds)
    }

    private func outcome(_ code: CURLcode) -> TransferResult.Outcome {
        if let status = exchange.status {
            let isPublic = exchange.verdict(on: address) == .open
            return .answered(
                TransferAnswer(
                    status: status, content: exchange.content, isPublic: isPublic, retryAfter: exchange.retryAfter))
        }
        if code == CURLE_OK { return .answered(TransferAnswer(status: reply)) }
        return .failed(failure(code))
    }

    private func failure(_ code: CURLcode) -> TransferFailure {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return TransferFailure(.connection)
        case CURLE_OPERATION_TIMEDOUT:
            return TransferFailure(wasConnected ? .time : .connection)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            return TransferFailure(.encryption)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            return TransferFailure(.unavailable)
        default:
            let refusal = (400...599).contains(reply) ? reply : nil
            if code == CURLE_LOGIN_DENIED { return TransferFailure(.login, reply: refusal) }
            return TransferFailure(refusal == nil ? .exchange : .refusal, reply: refusal)
        }
    }
}
