-- Being told: subjects that events could not have, the webhooks and their deliveries, and the outbox of mail.

-- A table's CHECK can't be changed in place (SQLite, ALTER TABLE, section 7).
CREATE TABLE events_next (
    seq INTEGER PRIMARY KEY, -- the number in the operator's feed
    id BLOB NOT NULL CHECK (length(id) = 16),
    type TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    partner_id BLOB,
    partner_seq INTEGER,
    marketplace_id TEXT,
    marketplace_seq INTEGER,
    subject_type TEXT NOT NULL CHECK (
        subject_type IN ('engagement', 'contact', 'note', 'profile', 'rfi', 'webhook', 'registration')),
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
INSERT INTO events_next
    SELECT seq, id, type, occurred_at, partner_id, partner_seq, marketplace_id, marketplace_seq, subject_type,
        subject_id, engagement_id, actor_key, actor_role, actor_name, request_id, changes
    FROM events ORDER BY seq;
DROP TABLE events;
ALTER TABLE events_next RENAME TO events;
CREATE UNIQUE INDEX events_partner ON events (partner_id, partner_seq) WHERE partner_id IS NOT NULL;
CREATE UNIQUE INDEX events_marketplace ON events (marketplace_id, marketplace_seq) WHERE marketplace_id IS NOT NULL;
CREATE INDEX events_changes ON events (engagement_id, seq) WHERE engagement_id IS NOT NULL AND changes <> '{}';

-- An endpoint of a partner, of a marketplace, or, with neither, of the operator. `feed` names the feed that it is told
-- of, as in `feeds`. Secrets are kept as they are: they sign. The previous one signs too until its time is over.
CREATE TABLE webhooks (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    feed TEXT NOT NULL,
    partner_id BLOB REFERENCES partners (id),
    marketplace_id TEXT,
    url TEXT NOT NULL,
    event_types TEXT NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    disabled_because TEXT CHECK (disabled_because IN ('gone', 'exhausted')),
    description TEXT,
    secret BLOB NOT NULL,
    previous_secret BLOB,
    previous_until INTEGER,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (partner_id IS NULL OR marketplace_id IS NULL),
    CHECK (disabled_because IS NULL OR enabled = 0),
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
) STRICT;
CREATE INDEX webhooks_feed ON webhooks (feed, id);

-- What an endpoint is to be sent, or was. A test has no event. The payload is kept from the first attempt on, without
-- the customer's person: where it was, the person is put in as the reader may see them when it is sent or shown again.
-- `state` is 0 pending, 1 delivered, 2 failed.
CREATE TABLE deliveries (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL CHECK (length(id) = 16),
    webhook INTEGER NOT NULL REFERENCES webhooks (row),
    event INTEGER, -- its number in the operator's feed
    message_id BLOB NOT NULL CHECK (length(message_id) = 16), -- the event's id, a test's own
    type TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_at INTEGER,
    created_at INTEGER NOT NULL,
    payload BLOB,
    rfi_id BLOB,
    person_offset INTEGER,
    person_engagement BLOB,
    attempted_at INTEGER,
    duration INTEGER, -- milliseconds
    response_status INTEGER,
    response BLOB CHECK (length(response) <= 4096),
    fault TEXT,
    CHECK ((state = 0) = (next_at IS NOT NULL)),
    CHECK (person_offset IS NULL OR (payload IS NOT NULL AND rfi_id IS NOT NULL)),
    CHECK (person_engagement IS NULL OR person_offset IS NOT NULL)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (webhook, next_at) WHERE state = 0;
CREATE INDEX deliveries_tried ON deliveries (webhook) WHERE state = 0 AND attempts > 0;
CREATE UNIQUE INDEX deliveries_log ON deliveries (webhook, id);
CREATE INDEX deliveries_tests ON deliveries (webhook, created_at) WHERE event IS NULL;
CREATE INDEX deliveries_event ON deliveries (event, webhook) WHERE event IS NOT NULL;
CREATE INDEX deliveries_rfi ON deliveries (rfi_id) WHERE rfi_id IS NOT NULL;

-- The outbox of mail. A customer's address is never kept here: `address` is null and the person is read from the RFI
-- when the mail is sent. Those held for a digest are sent in one message, under one `message_id`. A fault is told in
-- the service's own words: those of mail servers quote addresses.
CREATE TABLE notifications (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    addressee TEXT NOT NULL CHECK (addressee IN ('partner', 'customer', 'registration')),
    address TEXT,
    name TEXT,
    engagement_id BLOB,
    rfi_id BLOB,
    webhook_id BLOB,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2), -- 0 queued, 1 sent, 2 failed
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_at INTEGER,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    message_id BLOB,
    fault TEXT,
    CHECK ((addressee = 'partner') = (address IS NOT NULL)),
    CHECK (addressee <> 'customer' OR rfi_id IS NOT NULL),
    CHECK (addressee <> 'registration' OR engagement_id IS NOT NULL),
    CHECK ((state = 0) = (next_at IS NOT NULL)),
    CHECK ((state = 1) = (sent_at IS NOT NULL))
) STRICT;
CREATE INDEX notifications_due ON notifications (next_at) WHERE state = 0;
CREATE INDEX notifications_address ON notifications (address COLLATE NOCASE, next_at)
    WHERE state = 0 AND address IS NOT NULL;
CREATE INDEX notifications_sent ON notifications (sent_at) WHERE state = 1;
CREATE INDEX notifications_state ON notifications (state, id);

-- Kinds of mail that a location's contact does without.
ALTER TABLE locations ADD COLUMN mail_opt_outs TEXT NOT NULL DEFAULT '';

-- The reminder before the expiry is an instant of its own from now on.
-- Not where it was before a hot window that has ended: then that end would be recorded twice.
UPDATE engagements SET next_clock = remind_at
WHERE state = 0 AND remind_at < next_clock
    AND (hot_until IS NULL OR hot_until >= next_clock OR remind_at >= hot_until);
