// The only place that calls libcurl. Handles are used by the transfers' thread alone, but for `MultiHandle.wake`.

internal import CCurl
import Referrals

/// libcurl as a whole.
enum CurlLibrary {
    /// Why it can't be used; nil once it is loaded and initialised, which the first look does.
    static let fault: String? = {
        guard let text = unsafe ccurl_load() else { return nil }
        return unsafe String(cString: text)
    }()
}

/// One transfer (libcurl-easy(3)).
@safe final class EasyHandle {
    let exchange: Exchange
    private let easy: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []
    private var isComplete = true

    /// A transfer that has nothing to do yet; nil without memory.
    init?(_ exchange: Exchange) {
        guard let easy = unsafe ccurl_easy_init() else { return nil }
        unsafe self.easy = easy
        self.exchange = exchange
        installCallbacks()
    }

    deinit {
        unsafe ccurl_easy_cleanup(easy)
        unsafe lists.forEach { unsafe ccurl_slist_free_all($0) }
    }

    /// Names the handle among those of its `MultiHandle`.
    var number: Int { unsafe Int(bitPattern: easy) }

    /// Whether every option was taken: else the transfer would not be the one that is meant.
    var isReady: Bool { isComplete }

    func set(_ option: CURLoption, _ number: Int) { note(unsafe ccurl_set_number(easy, option, number)) }

    func set(_ option: CURLoption, _ text: String) { note(unsafe ccurl_set_text(easy, option, text)) }

    func set(_ option: CURLoption, _ texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts {
            guard let longer = unsafe ccurl_slist_append(list, text) else {
                isComplete = false
                break
            }
            unsafe list = longer
        }
        guard let list = unsafe list else { return }
        unsafe lists.append(list)
        note(unsafe ccurl_set_pointer(easy, option, list))
    }

    func setBody(_ bytes: [UInt8]) { note(unsafe ccurl_set_body(easy, bytes, bytes.count)) }

    /// The last reply of a mail server.
    var reply: Int { unsafe ccurl_response_code(easy) }

    /// How long it took.
    var milliseconds: Int { unsafe Int(ccurl_time(easy, CURLINFO_TOTAL_TIME_T) / 1_000) }

    /// Whether the connection was made, and encrypted if it is to be.
    var wasConnected: Bool { unsafe ccurl_time(easy, CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// The address that was connected to; none without a connection.
    var address: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe ccurl_connected_address(easy, &bytes)
        return Array(bytes.prefix(count))
    }

    fileprivate var pointer: UnsafeMutableRawPointer { unsafe easy }

    private func note(_ code: CURLcode) {
        if code != CURLE_OK { isComplete = false }
    }

    /// The exchange is told of everything; it lives as long as the handle.
    private func installCallbacks() {
        let context = unsafe Unmanaged.passUnretained(exchange).toOpaque()
        for option in [
            CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_OPENSOCKETDATA,
        ] {
            note(unsafe ccurl_set_pointer(easy, option, context))
        }
        note(unsafe ccurl_set_writer(easy, CURLOPT_WRITEFUNCTION, takeContent))
        note(unsafe ccurl_set_writer(easy, CURLOPT_HEADERFUNCTION, takeHead))
        note(unsafe ccurl_set_reader(easy, giveContent))
        note(unsafe ccurl_set_seeker(easy, seek))
        note(unsafe ccurl_set_opener(easy, openSocket))
    }
}

/// All transfers of a thread (libcurl-multi(3)).
///
/// `@unchecked Sendable`: the pointer never changes, and `wake` may be called from any thread (curl_multi_wakeup(3)).
/// All else is for the thread of the transfers.
@safe final class MultiHandle: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    /// Nil without memory.
    /// - Parameter connections: How many connections are kept for later transfers.
    init?(connections: Int) {
        guard let multi = unsafe ccurl_multi_init(connections) else { return nil }
        unsafe self.multi = multi
    }

    deinit { unsafe ccurl_multi_cleanup(multi) }

    /// Ends the wait that is under way, or the next one.
    func wake() { _ = unsafe ccurl_multi_wakeup(multi) }

    /// Begins a transfer; false when that can't be.
    func add(_ handle: EasyHandle) -> Bool { unsafe ccurl_multi_add(multi, handle.pointer) == CURLM_OK }

    /// Takes a transfer out, ended or not.
    func remove(_ handle: EasyHandle) { _ = unsafe ccurl_multi_remove(multi, handle.pointer) }

    /// Does what can be done without waiting, and gives the numbers of the transfers that have ended, each once.
    func perform() -> [(number: Int, code: CURLcode)] {
        _ = unsafe ccurl_multi_perform(multi)
        var ended: [(number: Int, code: CURLcode)] = []
        var code = CURLE_OK
        while let easy = unsafe ccurl_multi_done(multi, &code) {
            ended.append((Int(bitPattern: easy), code))
        }
        return ended
    }

    /// Waits until something can be done, or until it is woken.
    func wait() { _ = unsafe ccurl_multi_poll(multi, .max) }
}

// MARK: - What libcurl calls

private func exchange(_ context: UnsafeMutableRawPointer?) -> Exchange? {
    unsafe context.map { unsafe Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
}

private func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
}

/// Any count but that of the bytes ends the transfer (CURLOPT_WRITEFUNCTION(3)).
private func takeContent(
    _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    unsafe exchange(context)?.takeContent(bytes(start, size * count)) == true ? size * count : size * count - 1
}

private func takeHead(
    _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    unsafe exchange(context)?.takeHead(bytes(start, size * count)) == true ? size * count : size * count - 1
}

private func giveContent(
    _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let part = unsafe exchange(context)?.next(size * count) ?? []
    unsafe UnsafeMutableRawBufferPointer(start: start, count: size * count).copyBytes(from: part)
    return part.count
}

private func seek(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    let isDone = unsafe origin == 0 && exchange(context)?.seek(to: Int(offset)) == true
    return isDone ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
}

/// Judges the very address that would be connected to (CURLOPT_OPENSOCKETFUNCTION(3)).
private func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    var bytes = [UInt8](repeating: 0, count: 16)
    guard let address = unsafe address, let exchange = unsafe exchange(context) else { return -1 }
    let count = unsafe ccurl_address(address, &bytes)
    guard count > 0, exchange.verdict(on: Array(bytes.prefix(count))) != .refused else { return -1 }
    return unsafe ccurl_open_socket(address)
}
