-- +goose Up
{{if .Postgres}}SELECT set_config('throughline.workspace', '*', true);
{{end}}-- A person's assignments are found by the id alone, whatever rules call it, and those that
-- nobody needs any more by when they were last of use.
ALTER TABLE flag_assignment ADD COLUMN person TEXT NOT NULL DEFAULT '';
-- waiver: a migration is for every workspace
UPDATE flag_assignment SET person =
    substr(unit, {{if .Postgres}}strpos{{else}}instr{{end}}(unit, '=') + 1);
ALTER TABLE flag_assignment RENAME COLUMN at TO seen_at;
CREATE INDEX flag_assignment_person ON flag_assignment (workspace_id, person);
CREATE INDEX flag_assignment_seen ON flag_assignment (workspace_id, flag, seen_at);

-- The other ids of a person.
CREATE INDEX event_identity_person ON event_identity (workspace_id, person)
    WHERE person <> number;

-- That a person was erased, and how far that has come. It does not say who.
CREATE TABLE erasure (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    identities BIGINT NOT NULL, -- how many ids the person had
    assignments BIGINT NOT NULL, -- how many of the person's assignments were deleted
    events BIGINT NOT NULL, -- how many of the person's events were deleted so far
    reached BIGINT NOT NULL, -- the number of the event up to which none is
    last BIGINT NOT NULL, -- and that of the last event from before
    finished_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX erasure_unfinished ON erasure (workspace_id, id) WHERE finished_at IS NULL;

-- The numbers under which events of those who are being erased may still be stored.
CREATE TABLE erasing (
    workspace_id TEXT NOT NULL,
    erasure_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, erasure_id, number)
);
