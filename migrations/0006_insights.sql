-- Insights, deals of the past by what they are like, and outcomes that are missed. All of it follows from engagements
-- and RFIs (but for the appearances in searches, which are counted as they happen): it is kept in the transactions that
-- change those, and filled from them when a database that lacks it is opened.

-- `outcome_clock` is the midnight from which on the outcome of an active engagement is missed, until that is recorded.
ALTER TABLE engagements ADD COLUMN outcome_clock INTEGER CHECK (outcome_clock IS NULL OR state = 1);
ALTER TABLE engagements ADD COLUMN outcome_overdue INTEGER NOT NULL DEFAULT 0
    CHECK (outcome_overdue = 0 OR (outcome_overdue = 1 AND state = 1 AND outcome_clock IS NULL));
ALTER TABLE engagements ADD COLUMN outcome_reminded INTEGER NOT NULL DEFAULT 0 CHECK (outcome_reminded IN (0, 1));
UPDATE engagements SET outcome_clock =
    min(coalesce(estimated_purchase_date, responded_at / 86400000 + 365) + 31, 2932896) * 86400000
WHERE state = 1;
-- Nobody is reminded of what was missed before there were reminders.
UPDATE engagements SET outcome_reminded = 1 WHERE outcome_clock <= unixepoch() * 1000;
CREATE INDEX engagements_outcome ON engagements (outcome_clock) WHERE outcome_clock IS NOT NULL;

-- What happened on a day (unit 0) or in a calendar month (unit 1) that starts on this day since 1970, in UTC. The
-- partner of the sums over all is the empty blob. Response times and reasons are pairs of a number and a count, each in
-- groups of seven bits, the lowest first; won values are lines of a currency and an amount, which may not fit 64 bits.
CREATE TABLE insight_figures (
    partner_id BLOB NOT NULL CHECK (length(partner_id) IN (0, 16)),
    unit INTEGER NOT NULL CHECK (unit IN (0, 1)),
    start INTEGER NOT NULL,
    received INTEGER NOT NULL CHECK (received >= 0),
    accepted INTEGER NOT NULL CHECK (accepted >= 0),
    declined INTEGER NOT NULL CHECK (declined >= 0),
    expired INTEGER NOT NULL CHECK (expired >= 0),
    won INTEGER NOT NULL CHECK (won >= 0),
    lost INTEGER NOT NULL CHECK (lost >= 0),
    answered_within_day INTEGER NOT NULL CHECK (answered_within_day >= 0),
    response_times BLOB NOT NULL,
    decline_reasons BLOB NOT NULL,
    loss_reasons BLOB NOT NULL,
    won_values TEXT NOT NULL,
    PRIMARY KEY (partner_id, unit, start)
) STRICT, WITHOUT ROWID;

-- The same over all partners, by month, for each country of customers (facet 5) and each industry of needs (facet 0).
CREATE TABLE insight_groups (
    facet INTEGER NOT NULL CHECK (facet IN (0, 5)),
    value TEXT NOT NULL,
    start INTEGER NOT NULL,
    received INTEGER NOT NULL CHECK (received >= 0),
    accepted INTEGER NOT NULL CHECK (accepted >= 0),
    declined INTEGER NOT NULL CHECK (declined >= 0),
    expired INTEGER NOT NULL CHECK (expired >= 0),
    won INTEGER NOT NULL CHECK (won >= 0),
    lost INTEGER NOT NULL CHECK (lost >= 0),
    answered_within_day INTEGER NOT NULL CHECK (answered_within_day >= 0),
    response_times BLOB NOT NULL,
    decline_reasons BLOB NOT NULL,
    loss_reasons BLOB NOT NULL,
    won_values TEXT NOT NULL,
    PRIMARY KEY (facet, value, start)
) STRICT, WITHOUT ROWID;

-- On how many pages of search answers a partner stood, by day and month as above.
CREATE TABLE search_appearances (
    partner_id BLOB NOT NULL CHECK (length(partner_id) IN (0, 16)),
    unit INTEGER NOT NULL CHECK (unit IN (0, 1)),
    start INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (partner_id, unit, start)
) STRICT, WITHOUT ROWID;

-- How many active engagements of a partner lack something, and of how many the outcome is missed.
CREATE TABLE partner_gaps (
    partner_id BLOB PRIMARY KEY CHECK (length(partner_id) = 16),
    no_value INTEGER NOT NULL CHECK (no_value >= 0),
    no_date INTEGER NOT NULL CHECK (no_date >= 0),
    no_contact INTEGER NOT NULL CHECK (no_contact >= 0),
    no_outcome INTEGER NOT NULL CHECK (no_outcome >= 0)
) STRICT, WITHOUT ROWID;

-- Won and lost engagements: 32 bits for each trait and for each word of the need, made from text that does not speak of
-- the customer's person.
CREATE TABLE past_deals (
    engagement INTEGER PRIMARY KEY REFERENCES engagements (row),
    traits BLOB NOT NULL,
    words BLOB NOT NULL
) STRICT;
-- The same ones by what they have in common: a key is 64 bits made from the partner and one or more traits.
CREATE TABLE past_deal_keys (
    key INTEGER NOT NULL,
    engagement INTEGER NOT NULL REFERENCES past_deals (engagement),
    PRIMARY KEY (key, engagement)
) STRICT, WITHOUT ROWID;
