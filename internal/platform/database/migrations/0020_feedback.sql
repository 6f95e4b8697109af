-- +goose Up
CREATE TABLE source (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    feedback_count BIGINT NOT NULL, -- kept
    last_said_at BIGINT,            -- kept
    import_id TEXT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name)
);

CREATE TABLE account (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    domain TEXT NOT NULL,
    segment TEXT NOT NULL,
    plan TEXT NOT NULL,
    arr_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    feedback_count BIGINT NOT NULL, -- kept
    import_id TEXT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX account_external ON account (workspace_id, external_id)
    WHERE external_id <> '';
CREATE INDEX account_name ON account (workspace_id, name);

CREATE TABLE customer (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    account_id TEXT NOT NULL, -- '' when the company is not known
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    title TEXT NOT NULL,
    feedback_count BIGINT NOT NULL, -- kept
    import_id TEXT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX customer_external ON customer (workspace_id, external_id)
    WHERE external_id <> '';
CREATE UNIQUE INDEX customer_email ON customer (workspace_id, email) WHERE email <> '';
CREATE INDEX customer_name ON customer (workspace_id, name, id);
CREATE INDEX customer_account ON customer (workspace_id, account_id, id);

CREATE TABLE feedback (
    docid {{.DocID}},
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    number BIGINT NOT NULL,
    source_id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    customer_id TEXT NOT NULL, -- '' when nobody knows who said it
    account_id TEXT NOT NULL,
    text TEXT NOT NULL,
    text_hash BIGINT NOT NULL, -- of the words alone: equal for near-identical texts
    rating DOUBLE PRECISION,
    language TEXT NOT NULL,
    url TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    sentiment TEXT NOT NULL,
    sentiment_score DOUBLE PRECISION NOT NULL,
    quote_count BIGINT NOT NULL, -- kept
    duplicate_of TEXT NOT NULL,
    import_id TEXT NOT NULL,
    analysed_at BIGINT,
    deleted_at BIGINT,
    {{.DocKey}}
);
CREATE UNIQUE INDEX feedback_number ON feedback (workspace_id, number);
CREATE UNIQUE INDEX feedback_external ON feedback (workspace_id, source_id, external_id)
    WHERE external_id <> '';
CREATE INDEX feedback_said ON feedback (workspace_id, said_at, id);
CREATE INDEX feedback_hash ON feedback (workspace_id, text_hash, id);
CREATE INDEX feedback_customer ON feedback (workspace_id, customer_id, said_at);
CREATE INDEX feedback_account ON feedback (workspace_id, account_id, said_at);
CREATE INDEX feedback_import ON feedback (workspace_id, import_id) WHERE import_id <> '';
CREATE INDEX feedback_waiting ON feedback (workspace_id, id) WHERE analysed_at IS NULL;

{{if .Postgres}}
CREATE TABLE feedback_text (
    workspace_id TEXT NOT NULL,
    rowid BIGINT NOT NULL,
    body TSVECTOR NOT NULL,
    PRIMARY KEY (workspace_id, rowid)
);
CREATE INDEX feedback_text_body ON feedback_text USING GIN (body);
{{else}}
CREATE VIRTUAL TABLE feedback_text USING fts5 (
    workspace, body, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
{{end}}
