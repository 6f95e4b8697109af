-- +goose Up
-- Events lie in the order of their numbers, in which the index of days reads them. What they are
-- known by is one index beside that, instead of a second and a third.
{{if .Postgres}}SELECT set_config('throughline.workspace', '*', true);
{{end}}CREATE TABLE event_in_order (
    workspace_id TEXT NOT NULL,
    message {{if .Postgres}}BYTEA{{else}}BLOB{{end}} NOT NULL, -- a hash of environment and id
    environment_id TEXT NOT NULL,
    name BIGINT NOT NULL,
    identity BIGINT NOT NULL,
    at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    properties TEXT NOT NULL, -- JSON
    seq BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, seq)
){{if not .Postgres}} WITHOUT ROWID{{end}};
-- waiver: a migration is for every workspace
INSERT INTO event_in_order (workspace_id, message, environment_id, name, identity, at,
    received_at, properties, seq)
    SELECT workspace_id, message, environment_id, name, identity, at, received_at, properties, seq
    FROM event ORDER BY workspace_id, seq;
-- waiver: its rows were copied above
DROP TABLE event;
ALTER TABLE event_in_order RENAME TO event;
CREATE UNIQUE INDEX event_message ON event (workspace_id, message);
