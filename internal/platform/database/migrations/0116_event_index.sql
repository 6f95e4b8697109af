-- +goose Up
{{if .Postgres}}-- What follows is for the events of every workspace.
SELECT set_config('throughline.workspace', '*', true);
{{end}}-- Events are numbered as they are stored, so that the index goes on where it was.
ALTER TABLE event ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
-- waiver: a migration is for every workspace
UPDATE event SET seq = n.seq FROM (
    SELECT workspace_id, message,
        row_number() OVER (PARTITION BY workspace_id ORDER BY received_at, message) AS seq
    FROM event
) n WHERE n.workspace_id = event.workspace_id AND n.message = event.message;
-- waiver: a migration is for every workspace
INSERT INTO counter (workspace_id, name, value)
    SELECT workspace_id, 'event', max(seq) FROM event GROUP BY workspace_id;
CREATE INDEX event_seq ON event (workspace_id, seq);
-- The index of days answers what this index was for.
-- waiver: an index, no data
DROP INDEX event_day;

-- The number of the event with which an id joined its person; 0 when it never did.
ALTER TABLE event_identity ADD COLUMN joined BIGINT NOT NULL DEFAULT 0;
-- waiver: a migration is for every workspace
UPDATE event_identity SET joined = 1 WHERE person <> number;
CREATE INDEX event_identity_joined ON event_identity (workspace_id, joined) WHERE joined > 0;

-- What the index has of a workspace's events: those up to a number.
CREATE TABLE event_indexed (
    workspace_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (workspace_id)
);

-- Who did an event on a day, and how often all of them together. Name 0 stands for any event.
CREATE TABLE event_day (
    workspace_id TEXT NOT NULL,
    environment_id TEXT NOT NULL,
    name BIGINT NOT NULL,
    day BIGINT NOT NULL, -- since 1970
    events BIGINT NOT NULL,
    people {{if .Postgres}}BYTEA{{else}}BLOB{{end}} NOT NULL, -- a Roaring bitmap
    PRIMARY KEY (workspace_id, environment_id, name, day)
);

-- The moments of a day at which people did an event, in parts that are written while they are
-- short.
CREATE TABLE event_moment (
    workspace_id TEXT NOT NULL,
    environment_id TEXT NOT NULL,
    name BIGINT NOT NULL,
    day BIGINT NOT NULL,
    part BIGINT NOT NULL,
    events BIGINT NOT NULL,
    moments {{if .Postgres}}BYTEA{{else}}BLOB{{end}} NOT NULL,
    PRIMARY KEY (workspace_id, environment_id, name, day, part)
);

-- Whom ids joined after events of theirs were indexed, in parts by the id's number.
CREATE TABLE event_move (
    workspace_id TEXT NOT NULL,
    part BIGINT NOT NULL,
    moves {{if .Postgres}}BYTEA{{else}}BLOB{{end}} NOT NULL,
    PRIMARY KEY (workspace_id, part)
);
