-- +goose Up
-- How far a workspace's analysis is, and what all its feedback together says.
CREATE TABLE taxonomy (
    workspace_id TEXT NOT NULL,
    epoch BIGINT NOT NULL,    -- counts discoveries
    unsorted BIGINT NOT NULL, -- analysed without a theme since the last discovery
    sweep_after TEXT,         -- sorting everything anew has come this far; NULL: done
    discovered_at BIGINT,
    discovered_size BIGINT NOT NULL, -- what was analysed when the themes were last named
    size BIGINT NOT NULL,     -- kept, of everything analysed, like the three below
    rating_count BIGINT NOT NULL,
    rating_sum DOUBLE PRECISION NOT NULL,
    rating_squares DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (workspace_id)
);

-- The spaces fitted to a workspace's words, as the engine serialises them. On their own, since
-- they are large and change only with a discovery.
CREATE TABLE taxonomy_basis (
    workspace_id TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    basis {{if .Postgres}}BYTEA{{else}}BLOB{{end}} NOT NULL,
    PRIMARY KEY (workspace_id, epoch)
);

CREATE TABLE theme (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    label TEXT NOT NULL,
    area TEXT NOT NULL,
    keywords TEXT NOT NULL,        -- JSON list
    node TEXT NOT NULL DEFAULT '', -- where it lies, in the engine's words; '' has no place yet
    quotes TEXT NOT NULL,          -- JSON list of typical feedback
    label_locked BOOLEAN NOT NULL, -- a person named it
    placed BOOLEAN NOT NULL,       -- a person chose its area
    shaped BOOLEAN NOT NULL,       -- a person made, merged or split it
    locked BOOLEAN NOT NULL,       -- a person keeps it as it is
    hidden BOOLEAN NOT NULL,
    merged_into TEXT NOT NULL,
    size BIGINT NOT NULL,          -- kept, like everything below
    customers BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    arr_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    sentiment_sum DOUBLE PRECISION NOT NULL,
    rating_count BIGINT NOT NULL,
    rating_sum DOUBLE PRECISION NOT NULL,
    rating_squares DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

-- Which feedback says a theme, and who says so: the engine or a person.
CREATE TABLE theme_assignment (
    workspace_id TEXT NOT NULL,
    feedback_id TEXT NOT NULL,
    theme_id TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    assigned_by TEXT NOT NULL,
    PRIMARY KEY (workspace_id, feedback_id, theme_id)
);
CREATE INDEX theme_assignment_theme ON theme_assignment (workspace_id, theme_id, score);

-- What people changed; later runs respect it for ever.
CREATE TABLE theme_edit (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    theme_id TEXT NOT NULL,    -- '' for a correction of one record
    feedback_id TEXT NOT NULL, -- '' unless the edit corrects one record
    detail TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX theme_edit_feedback ON theme_edit (workspace_id, feedback_id, id)
    WHERE feedback_id <> '';

-- Rollups: how often each customer and account says a theme, and how often a week.
CREATE TABLE theme_customer (
    workspace_id TEXT NOT NULL,
    theme_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, theme_id, customer_id)
);
CREATE INDEX theme_customer_customer ON theme_customer (workspace_id, customer_id);

CREATE TABLE theme_account (
    workspace_id TEXT NOT NULL,
    theme_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    count BIGINT NOT NULL,
    arr_minor BIGINT NOT NULL, -- what it adds to the theme's
    PRIMARY KEY (workspace_id, theme_id, account_id)
);
CREATE INDEX theme_account_account ON theme_account (workspace_id, account_id, arr_minor);

CREATE TABLE theme_week (
    workspace_id TEXT NOT NULL,
    theme_id TEXT NOT NULL,
    week BIGINT NOT NULL, -- its Monday
    count BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, theme_id, week)
);
CREATE INDEX theme_week_recent ON theme_week (workspace_id, week);

CREATE TABLE opportunity (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    problem TEXT NOT NULL,
    status TEXT NOT NULL,
    quote_count BIGINT NOT NULL,    -- kept, like the four below
    customer_count BIGINT NOT NULL,
    account_count BIGINT NOT NULL,
    arr_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, number)
);

CREATE TABLE quote (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    feedback_id TEXT NOT NULL,
    opportunity_id TEXT NOT NULL,
    span_start BIGINT NOT NULL, -- characters of the feedback's text
    span_end BIGINT NOT NULL,
    text TEXT NOT NULL,
    importance BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX quote_opportunity ON quote (workspace_id, opportunity_id, id);
CREATE INDEX quote_feedback ON quote (workspace_id, feedback_id, id);
