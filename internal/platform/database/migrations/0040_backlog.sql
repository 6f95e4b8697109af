-- +goose Up
CREATE TABLE product (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    key TEXT NOT NULL, -- HAR, the first half of HAR-12
    name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, key)
);

CREATE TABLE item (
    docid {{.DocID}},
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    product_id TEXT NOT NULL,
    number BIGINT NOT NULL, -- within its product
    type TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL,
    team_id TEXT NOT NULL,
    assignee_id TEXT NOT NULL,
    p10 DOUBLE PRECISION NOT NULL, -- person-weeks; all three are 0 without an estimate
    p50 DOUBLE PRECISION NOT NULL,
    p90 DOUBLE PRECISION NOT NULL,
    due TEXT NOT NULL,      -- YYYY-MM-DD or ''
    position TEXT{{if .Postgres}} COLLATE "C"{{end}} NOT NULL, -- sorts the backlog, byte by byte
    vote_count BIGINT NOT NULL,     -- kept, as are the counts below
    customer_count BIGINT NOT NULL,
    account_count BIGINT NOT NULL,
    arr_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    criteria_total BIGINT NOT NULL,
    criteria_met BIGINT NOT NULL,
    deleted_at BIGINT,
    {{.DocKey}}
);
CREATE UNIQUE INDEX item_number ON item (workspace_id, product_id, number);
CREATE INDEX item_position ON item (workspace_id, position, id);
CREATE INDEX item_votes ON item (workspace_id, vote_count, id);
CREATE INDEX item_status ON item (workspace_id, status, position, id);
CREATE INDEX item_product ON item (workspace_id, product_id, position, id);
CREATE INDEX item_parent ON item (workspace_id, parent_id, position, id) WHERE parent_id <> '';
CREATE INDEX item_team ON item (workspace_id, team_id, position, id) WHERE team_id <> '';
CREATE INDEX item_assignee ON item (workspace_id, assignee_id, position, id)
    WHERE assignee_id <> '';

CREATE TABLE item_vote (
    workspace_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, item_id, user_id)
);

-- item_id cannot start before needs_id is finished.
CREATE TABLE item_dependency (
    workspace_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    needs_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (workspace_id, item_id, needs_id)
);
CREATE INDEX item_dependency_needs ON item_dependency (workspace_id, needs_id, item_id);

CREATE TABLE criterion (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    item_id TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    evidence TEXT NOT NULL,
    checked_by TEXT NOT NULL,
    checked_at BIGINT,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX criterion_item ON criterion (workspace_id, item_id, id);

-- The product owner's verdicts. They are never changed; the last one counts.
CREATE TABLE acceptance (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    item_id TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    criteria TEXT NOT NULL, -- as they stood at that moment
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX acceptance_item ON acceptance (workspace_id, item_id, id);

{{if .Postgres}}
CREATE TABLE item_text (
    workspace_id TEXT NOT NULL,
    rowid BIGINT NOT NULL,
    body TSVECTOR NOT NULL,
    PRIMARY KEY (workspace_id, rowid)
);
CREATE INDEX item_text_body ON item_text USING GIN (body);
{{else}}
CREATE VIRTUAL TABLE item_text USING fts5 (
    workspace, body, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
{{end}}
