import JSON
import Referrals

/// Insights as JSON.
enum InsightBody {
    /// `partner` is the one whose they are, when the routes of the tips have to name it.
    static func bytes(_ insights: Insights, naming partner: ID<Partner>?) -> [UInt8] {
        JSONWriter.bytes { json in
            json.member("from", insights.period.from)
            json.member("to", insights.period.to)
            figures(insights.total, &json)
            json.array("openValue") { json in
                for sum in insights.openValue { json.sum(sum) }
            }
            json.array("byMonth") { json in
                for month in insights.months { write(month, to: &json) }
            }
            reasons(insights.total, &json)
            json.member("searchAppearances", insights.searchAppearances)
            json.array("tips") { json in
                for tip in insights.tips { write(tip, naming: partner, to: &json) }
            }
        }
    }

    /// Writes the figures of a group.
    static func write(_ group: InsightGroup, to json: inout JSONWriter) {
        json.object { json in
            json.member("group", group.name)
            figures(group.figures, &json)
            counts(group.figures, &json)
            reasons(group.figures, &json)
        }
    }

    private static func figures(_ figures: InsightFigures, _ json: inout JSONWriter) {
        json.member("received", figures.received)
        json.member("answered", figures.answered)
        json.member("answeredWithin24h", figures.answeredWithin24h)
        json.object("responseTime") { json in
            json.member("medianSeconds", figures.responseTimes.seconds(percentile: 50))
            json.member("p90Seconds", figures.responseTimes.seconds(percentile: 90))
        }
        json.member("acceptanceRate", rounded(figures.acceptanceRate))
        json.member("expiryRate", rounded(figures.expiryRate))
        json.member("winRate", rounded(figures.winRate))
        json.array("wonValue") { json in
            for sum in figures.wonValue { json.sum(sum) }
        }
    }

    /// In ten-thousandths.
    static func rounded(_ rate: Double?) -> Double? { rate.map { ($0 * 10_000).rounded() / 10_000 } }

    private static func counts(_ figures: InsightFigures, _ json: inout JSONWriter) {
        json.member("accepted", figures.accepted)
        json.member("declined", figures.declined)
        json.member("expired", figures.expired)
        json.member("won", figures.won)
        json.member("lost", figures.lost)
    }

    private static func write(_ month: Insights.Month, to json: inout JSONWriter) {
        json.object { json in
            json.member("month", month.name)
            json.member("received", month.figures.received)
            counts(month.figures, &json)
        }
    }

    private static func reasons(_ figures: InsightFigures, _ json: inout JSONWriter) {
        for (name, tally) in [("declineReasons", figures.declineReasons), ("lossReasons", figures.lossReasons)] {
            json.object(name) { json in
                for reason in Refusal.Reason.allCases { json.member(reason.rawValue, Int64(tally[reason])) }
            }
        }
    }

    private static func write(_ tip: InsightTip, naming partner: ID<Partner>?, to json: inout JSONWriter) {
        json.object { json in
            json.member("code", tip.code.rawValue)
            json.member("text", tip.text)
            json.member("value", tip.value)
            json.member("href", tip.href + (partner.map { "&partnerId=\($0)" } ?? ""))
        }
    }
}

extension Insights.Month {
    /// `YYYY-MM`.
    var name: String { String(start.description.dropLast(3)) }
}

/// Deals of the past like an engagement, as JSON.
enum SimilarBody {
    static func bytes(_ deals: [SimilarDeal]) -> [UInt8] {
        JSONWriter.bytes { json in
            json.array("data") { json in
                for deal in deals { write(deal, to: &json) }
            }
        }
    }

    private static func write(_ deal: SimilarDeal, to json: inout JSONWriter) {
        let engagement = deal.engagement
        json.object { json in
            json.member("id", engagement.id)
            json.member("name", engagement.terms.name)
            json.member("outcome", engagement.state.outcome?.rawValue)
            json.member("estimatedValue", engagement.terms.estimatedValue)
            json.member("finalValue", engagement.finalValue)
            json.member("daysToClose", deal.daysToClose)
            json.member("score", (deal.score * 100).rounded() / 100)
            json.array("why") { json in
                for reason in deal.reasons { write(reason, to: &json) }
            }
        }
    }

    private static func write(_ reason: SimilarDeal.Reason, to json: inout JSONWriter) {
        let (kind, value) =
            switch reason {
            case .trait(let trait): ("\(trait.facet)", trait.value)
            case .word(let word): ("word", word)
            }
        json.object { json in
            json.member("kind", kind)
            json.member("value", value)
        }
    }
}
