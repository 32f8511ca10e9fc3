-- Ids are UUIDv7 as 16-byte blobs, times milliseconds since 1970 in UTC, money integer minor units beside its ISO 4217
-- code, dates days since 1970, lists newline-separated text (their items can't hold a newline).

-- Facts about the database itself, such as the secret of cursors.
CREATE TABLE properties (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    email TEXT,
    website TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A revoked key stays as a row, so that history can name it, but is found by nothing that serves a request.
CREATE TABLE keys (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('operator', 'partner', 'marketplace', 'reviewer')),
    partner_id BLOB REFERENCES partners (id),
    marketplace_id TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    CHECK ((role = 'partner') = (partner_id IS NOT NULL)),
    CHECK ((role = 'marketplace') = (marketplace_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_live ON keys (id) WHERE revoked_at IS NULL;

CREATE TABLE profiles (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner_id BLOB NOT NULL REFERENCES partners (id),
    country TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'inactive')),
    display_name TEXT,
    description TEXT,
    website TEXT,
    languages TEXT NOT NULL,
    industries TEXT NOT NULL,
    products TEXT NOT NULL,
    services TEXT NOT NULL,
    solutions TEXT NOT NULL,
    keywords TEXT NOT NULL,
    customer_sizes TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    activated_at INTEGER,
    UNIQUE (partner_id, country)
) STRICT, WITHOUT ROWID;
CREATE INDEX profiles_partner ON profiles (partner_id, id);

-- The last name of every profile that has one, kept when the profile is deleted: customers are shown it.
CREATE TABLE profile_names (
    profile_id BLOB PRIMARY KEY CHECK (length(profile_id) = 16),
    display_name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE locations (
    profile_id BLOB NOT NULL REFERENCES profiles (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    address_line1 TEXT,
    address_line2 TEXT,
    city TEXT NOT NULL,
    state TEXT,
    postal_code TEXT,
    country TEXT NOT NULL,
    latitude INTEGER CHECK (latitude BETWEEN -90000000 AND 90000000),
    longitude INTEGER CHECK (longitude BETWEEN -180000000 AND 180000000),
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_phone TEXT,
    PRIMARY KEY (profile_id, id),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE rfis (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    marketplace_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'withdrawn')),
    source TEXT NOT NULL CHECK (source IN ('customerSearch', 'marketing', 'salesAgent')),
    company TEXT NOT NULL,
    size TEXT NOT NULL,
    address_line1 TEXT,
    address_line2 TEXT,
    city TEXT NOT NULL,
    state TEXT,
    postal_code TEXT,
    country TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_phone TEXT,
    contact_title TEXT,
    summary TEXT NOT NULL,
    details TEXT,
    industries TEXT NOT NULL,
    products TEXT NOT NULL,
    services TEXT NOT NULL,
    solutions TEXT NOT NULL,
    budget INTEGER CHECK (budget >= 0),
    budget_currency TEXT,
    timeframe TEXT,
    direct_contact INTEGER NOT NULL CHECK (direct_contact IN (0, 1)),
    consent_share INTEGER NOT NULL CHECK (consent_share IN (0, 1)),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((budget IS NULL) = (budget_currency IS NULL))
) STRICT;
CREATE INDEX rfis_marketplace ON rfis (marketplace_id);
CREATE INDEX rfis_marketplace_status ON rfis (marketplace_id, status);
CREATE INDEX rfis_status ON rfis (status);
CREATE INDEX rfis_created ON rfis (created_at);

-- `row` grows with the id, so it stands for it as the tie-breaker of every sort. `state` is 0 new, 1 active, 2 won,
-- 3 lost, 4 declined, 5 expired, 6 withdrawn. Profiles and locations may be deleted, engagements stay: no foreign keys.
-- `source` and `country` are the RFI's, which never change: filters find them here.
CREATE TABLE engagements (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    rfi INTEGER NOT NULL REFERENCES rfis (row),
    partner_id BLOB NOT NULL REFERENCES partners (id),
    profile_id BLOB NOT NULL,
    location_id BLOB NOT NULL,
    source TEXT NOT NULL,
    country TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
    name TEXT,
    name_key TEXT,
    estimated_value INTEGER CHECK (estimated_value >= 0),
    estimated_currency TEXT,
    estimated_purchase_date INTEGER,
    purchase_timeframe TEXT,
    crm_id TEXT,
    final_value INTEGER CHECK (final_value >= 0),
    final_currency TEXT,
    closed_on INTEGER,
    reason TEXT,
    reason_note TEXT,
    contact_count INTEGER NOT NULL CHECK (contact_count BETWEEN 0 AND 50),
    registration_required INTEGER NOT NULL CHECK (registration_required IN (0, 1)),
    last_part INTEGER NOT NULL DEFAULT 1, -- the last number of full text that was given to a note
    history_seq INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    respond_by INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    open_until INTEGER, -- expires_at while it is shown: new or expired
    remind_at INTEGER,
    hot_until INTEGER,
    next_clock INTEGER, -- the next instant at which something happens by itself
    responded_at INTEGER,
    closed_at INTEGER,
    CHECK ((name IS NULL) = (name_key IS NULL)),
    CHECK ((estimated_value IS NULL) = (estimated_currency IS NULL)),
    CHECK ((final_value IS NULL) = (final_currency IS NULL)),
    CHECK ((state = 0) = (next_clock IS NOT NULL)),
    CHECK ((state IN (0, 5)) = (open_until IS NOT NULL)),
    CHECK ((state >= 2) = (closed_at IS NOT NULL)),
    CHECK (respond_by <= expires_at),
    UNIQUE (rfi, profile_id)
) STRICT;

-- Each sort is a walk on one of these per state; a list of several states merges the walks. The row, which ends every
-- index, breaks ties.
CREATE INDEX engagements_created ON engagements (partner_id, state, created_at);
CREATE INDEX engagements_updated ON engagements (partner_id, state, updated_at);
CREATE INDEX engagements_expires ON engagements (partner_id, state, open_until);
CREATE INDEX engagements_purchase ON engagements (partner_id, state, estimated_purchase_date);
CREATE INDEX engagements_value ON engagements (partner_id, state, estimated_currency, estimated_value);
CREATE INDEX engagements_name ON engagements (partner_id, state, name_key);
CREATE INDEX all_engagements_created ON engagements (state, created_at);
CREATE INDEX all_engagements_updated ON engagements (state, updated_at);
CREATE INDEX all_engagements_expires ON engagements (state, open_until);
CREATE INDEX all_engagements_purchase ON engagements (state, estimated_purchase_date);
CREATE INDEX all_engagements_value ON engagements (state, estimated_currency, estimated_value);
CREATE INDEX all_engagements_name ON engagements (state, name_key);
CREATE INDEX engagements_crm ON engagements (crm_id, partner_id) WHERE crm_id IS NOT NULL;

-- Instants of new engagements: what is due, and what a dashboard counts.
CREATE INDEX engagements_clock ON engagements (next_clock) WHERE state = 0;
CREATE INDEX engagements_hot ON engagements (partner_id, hot_until) WHERE state = 0 AND hot_until IS NOT NULL;
CREATE INDEX engagements_respond ON engagements (partner_id, respond_by) WHERE state = 0;
CREATE INDEX all_engagements_hot ON engagements (hot_until) WHERE state = 0 AND hot_until IS NOT NULL;
CREATE INDEX all_engagements_respond ON engagements (respond_by) WHERE state = 0;

-- Figures kept in the transaction that changes them. The partner of the sum over all is the empty blob. Sums are
-- decimal text, for they may not fit 64 bits.
CREATE TABLE engagement_counts (
    partner_id BLOB NOT NULL,
    state INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (partner_id, state)
) STRICT, WITHOUT ROWID;
-- How many new engagements have an instant in a quarter of an hour (counted since 1970), so that what lies before or
-- after an instant is a sum over quarters and a walk within one. `clock` is 0 hot_until, 1 respond_by, 2 expires_at.
CREATE TABLE clock_counts (
    partner_id BLOB NOT NULL,
    clock INTEGER NOT NULL CHECK (clock BETWEEN 0 AND 2),
    quarter INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (partner_id, clock, quarter)
) STRICT, WITHOUT ROWID;
CREATE TABLE open_values (
    partner_id BLOB NOT NULL,
    currency TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (partner_id, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
    engagement INTEGER NOT NULL REFERENCES engagements (row),
    id BLOB NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    role TEXT,
    phone TEXT,
    emails TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (engagement, id)
) STRICT, WITHOUT ROWID;

-- `part` numbers the notes of an engagement for full text and is never used twice.
CREATE TABLE notes (
    engagement INTEGER NOT NULL REFERENCES engagements (row),
    id BLOB NOT NULL CHECK (length(id) = 16),
    part INTEGER NOT NULL CHECK (part BETWEEN 2 AND 1048575),
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at INTEGER,
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (engagement, id)
) STRICT, WITHOUT ROWID;

-- One document for what the customer asks (part 0), one for the engagement's name (part 1) and one a note; rowid =
-- engagement row * 2^20 + part, so that the newest engagements are the greatest rowids. `owner` holds the partner as
-- one token, so that a search reads no other's.
CREATE VIRTUAL TABLE engagement_text USING fts5 (owner, body, tokenize = 'unicode61 remove_diacritics 2');

-- The last number of each feed: '' the operator's, 'p' + id a partner's, 'm' + id a marketplace's.
CREATE TABLE feeds (
    feed TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY, -- the number in the operator's feed
    id BLOB NOT NULL CHECK (length(id) = 16),
    type TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    partner_id BLOB,
    partner_seq INTEGER,
    marketplace_id TEXT,
    marketplace_seq INTEGER,
    subject_type TEXT NOT NULL CHECK (subject_type IN ('engagement', 'contact', 'note', 'profile', 'rfi')),
    subject_id BLOB NOT NULL,
    engagement_id BLOB,
    actor_key BLOB,
    actor_role TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    request_id TEXT,
    changes TEXT NOT NULL,
    CHECK ((partner_id IS NULL) = (partner_seq IS NULL)),
    CHECK ((marketplace_id IS NULL) = (marketplace_seq IS NULL))
) STRICT;
CREATE UNIQUE INDEX events_partner ON events (partner_id, partner_seq) WHERE partner_id IS NOT NULL;
CREATE UNIQUE INDEX events_marketplace ON events (marketplace_id, marketplace_seq) WHERE marketplace_id IS NOT NULL;

-- Append-only; outlives the events, which are pruned.
CREATE TABLE history (
    engagement INTEGER NOT NULL REFERENCES engagements (row),
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    actor_key BLOB,
    actor_role TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    request_id TEXT,
    changes TEXT NOT NULL,
    PRIMARY KEY (engagement, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    tag TEXT,
    body BLOB NOT NULL,
    person_rfi BLOB,
    person_offset INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key),
    CHECK ((person_rfi IS NULL) = (person_offset IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);
