-- Less to write with each change of an engagement.

-- An entry of the history names its event: an erasure finds the events of an engagement by it, without an index that
-- each change has to be put into. Every event of an engagement has an entry, and old events are forgotten first: the
-- last of the one is that of the last of the other, and so on.
ALTER TABLE history ADD COLUMN event INTEGER; -- its number in the operator's feed, which may have forgotten it
UPDATE history SET event = named.event FROM (
    SELECT e.row AS engagement, v.seq AS event,
        e.history_seq + 1 - row_number() OVER (PARTITION BY e.row ORDER BY v.seq DESC) AS entry
    FROM events AS v JOIN engagements AS e ON e.id = v.engagement_id) AS named
WHERE history.engagement = named.engagement AND history.seq = named.entry;
DROP INDEX events_changes;

-- Full text without the lengths of its documents, which nothing is ranked by: a table that each document had a row in.
CREATE VIRTUAL TABLE engagement_text_next USING fts5 (
    owner, body, tokenize = 'unicode61 remove_diacritics 2', columnsize = 0);
INSERT INTO engagement_text_next (rowid, owner, body) SELECT rowid, owner, body FROM engagement_text;
DROP TABLE engagement_text;
ALTER TABLE engagement_text_next RENAME TO engagement_text;
