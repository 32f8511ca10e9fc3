// History keeps the changed fields as the JSON that readers are shown: it is written once and read for years, by
// versions of the service that may name their fields otherwise (docs/decisions/0003-store-writes-json.md).

import JSON
import Referrals

extension [FieldChange] {
    /// `{field: {from, to}}`, in the order of the changes.
    var json: String {
        guard !isEmpty else { return "{}" }
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            for change in self {
                writer.object(change.field) { writer in
                    writer.member("from") { $0.write(change.from) }
                    writer.member("to") { $0.write(change.to) }
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ value: FieldValue) {
        switch value {
        case .none: null()
        case .text(let text): string(text)
        case .money(let money):
            object { writer in
                writer.quoted("amount", upTo: DecimalText<UInt64>.textCapacity, money.decimal.write)
                writer.member("currency", money.currency.code)
            }
        }
    }
}
