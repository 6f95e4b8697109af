-- +goose Up
-- Which variant a sticky rule gave to whom, under each id that the rule knows them by.
CREATE TABLE flag_assignment (
    workspace_id TEXT NOT NULL,
    environment_id TEXT NOT NULL,
    unit TEXT NOT NULL, -- name of the id=id
    flag TEXT NOT NULL, -- its key
    phase TEXT NOT NULL, -- the rule's salt
    variant TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, environment_id, unit, flag, phase)
);
