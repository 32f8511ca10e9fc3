-- What RFIs have besides the request: when they have found enough partners, and whether others are asked in place of
-- those who decline. An RFI whose customer's person was erased has empty columns for them.
ALTER TABLE rfis ADD COLUMN closing TEXT NOT NULL DEFAULT 'all' CHECK (closing IN ('all', 'firstAccept', 'upTo'));
ALTER TABLE rfis ADD COLUMN closing_count INTEGER
    CHECK (closing_count BETWEEN 1 AND 10 AND (closing = 'upTo') = (closing_count IS NOT NULL));
ALTER TABLE rfis ADD COLUMN top_up INTEGER CHECK (top_up BETWEEN 1 AND 10);
ALTER TABLE rfis ADD COLUMN erased_at INTEGER;
-- Who asked the same a short while ago.
CREATE INDEX rfis_email ON rfis (marketplace_id, contact_email COLLATE NOCASE, created_at);

ALTER TABLE profiles ADD COLUMN response_window INTEGER CHECK (response_window > 0);

ALTER TABLE engagements ADD COLUMN withdrawal TEXT
    CHECK (withdrawal IN ('requestWithdrawn', 'enoughAccepted', 'personErased'));
-- hot_until for as long as the engagement is hot: the clock takes it away.
ALTER TABLE engagements ADD COLUMN hot_shown INTEGER;
UPDATE engagements SET hot_shown = hot_until WHERE state = 0 AND next_clock <= hot_until;
CREATE INDEX engagements_heat ON engagements (partner_id, state, hot_shown);
CREATE INDEX all_engagements_heat ON engagements (state, hot_shown);

-- Stored answers know whose customer they may speak of, so that what is erased is erased there too, and the engagement
-- in whose view the person stood. Of those about engagements it isn't known: they are let go.
CREATE TABLE replies (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    tag TEXT,
    body BLOB NOT NULL,
    rfi_id BLOB,
    person_offset INTEGER,
    person_engagement BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key),
    CHECK (person_offset IS NULL OR rfi_id IS NOT NULL),
    CHECK (person_engagement IS NULL OR person_offset IS NOT NULL)
) STRICT;
INSERT INTO replies (owner, key, fingerprint, status, location, tag, body, rfi_id, person_offset, created_at)
    SELECT owner, key, fingerprint, status, location, tag, body, person_rfi, person_offset, created_at
    FROM idempotency
    WHERE coalesce(location, '') NOT LIKE '/v1/engagements/%' AND (person_rfi IS NULL OR location IS NOT NULL);
DROP TABLE idempotency;
ALTER TABLE replies RENAME TO idempotency;
CREATE INDEX idempotency_age ON idempotency (created_at);
CREATE INDEX idempotency_rfi ON idempotency (rfi_id) WHERE rfi_id IS NOT NULL;
-- The events of an engagement that hold what partners wrote.
CREATE INDEX events_changes ON events (engagement_id, seq) WHERE engagement_id IS NOT NULL AND changes <> '{}';
