-- +goose Up
-- What an event can be called; bounded, since every name costs memory in the index.
CREATE TABLE event_name (
    workspace_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, number)
);
CREATE UNIQUE INDEX event_name_name ON event_name (workspace_id, name);

-- The ids under which clients know people. Events keep the number of the id that they came
-- with; joining two ids changes whose id it is, never an event.
CREATE TABLE event_identity (
    workspace_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    external_id TEXT NOT NULL,
    person BIGINT NOT NULL, -- the number of the id that the person is counted by
    named BOOLEAN NOT NULL, -- somebody's own id: it never joins another person
    PRIMARY KEY (workspace_id, number)
);
CREATE UNIQUE INDEX event_identity_external ON event_identity (workspace_id, external_id);

CREATE TABLE event (
    workspace_id TEXT NOT NULL,
    message {{if .Postgres}}BYTEA{{else}}BLOB{{end}} NOT NULL, -- a hash of environment and id
    environment_id TEXT NOT NULL,
    name BIGINT NOT NULL,
    identity BIGINT NOT NULL,
    at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    properties TEXT NOT NULL, -- JSON
    PRIMARY KEY (workspace_id, message)
);
CREATE INDEX event_day ON event (workspace_id, environment_id, name, at, identity);
