-- +goose Up
CREATE TABLE team (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    name TEXT NOT NULL,
    capacity DOUBLE PRECISION NOT NULL, -- person-weeks a week
    exceptions TEXT NOT NULL,           -- JSON: weeks with another capacity, in their order
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE plan (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    start TEXT NOT NULL, -- YYYY-MM-DD, a Monday
    weeks BIGINT NOT NULL,
    item_count BIGINT NOT NULL,
    late_count BIGINT NOT NULL, -- more likely late than not
    objective TEXT NOT NULL,   -- JSON, as are the next three
    load TEXT NOT NULL,
    conflicts TEXT NOT NULL,
    unscheduled TEXT NOT NULL,
    seed BIGINT NOT NULL,
    engine TEXT NOT NULL,
    model_hash TEXT NOT NULL, -- SHA-256 of plan_solution.model
    accepted_at BIGINT,
    accepted_by TEXT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX plan_number ON plan (workspace_id, number);
-- One plan at most is the accepted one.
CREATE UNIQUE INDEX plan_accepted ON plan (workspace_id, state) WHERE state = 'accepted';

CREATE TABLE plan_item (
    workspace_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    place BIGINT NOT NULL, -- in the backlog's order when the plan was made
    team_id TEXT NOT NULL,
    start TEXT NOT NULL,   -- the Monday of its first week, and the Fridays of its last
    finish TEXT NOT NULL,
    p50 TEXT NOT NULL,
    p85 TEXT NOT NULL,
    due TEXT NOT NULL,
    late_probability DOUBLE PRECISION NOT NULL,
    effort DOUBLE PRECISION NOT NULL,
    cost_of_delay DOUBLE PRECISION NOT NULL, -- a week, in the plan's currency
    cause TEXT NOT NULL,
    cause_kind TEXT NOT NULL,
    cause_item_id TEXT NOT NULL,
    locked BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, plan_id, item_id)
);
CREATE INDEX plan_item_item ON plan_item (workspace_id, item_id, plan_id);

-- What the engine was asked and what it answered, so that a plan can be checked and made again.
CREATE TABLE plan_solution (
    workspace_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    model TEXT NOT NULL,
    solution TEXT NOT NULL,
    PRIMARY KEY (workspace_id, plan_id)
);
