-- +goose Up
{{if not .Postgres}}-- Words are found by their beginning. With an index of the beginnings a search reads the newest
-- documents only; without one SQLite first gathers every document that has such a word.
-- waiver: made anew below
DROP TABLE feedback_text;
CREATE VIRTUAL TABLE feedback_text USING fts5 (
    workspace, body, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8 9 10 11 12'
);
-- waiver: a migration is for every workspace
INSERT INTO feedback_text (rowid, workspace, body)
    SELECT docid, workspace_id, text FROM feedback;

-- waiver: made anew below
DROP TABLE item_text;
CREATE VIRTUAL TABLE item_text USING fts5 (
    workspace, body, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8 9 10 11 12'
);
-- waiver: a migration is for every workspace
INSERT INTO item_text (rowid, workspace, body)
    SELECT docid, workspace_id, title || '
' || description FROM item;
{{else}}-- Behind row-level security PostgreSQL never uses an index of words, since it must not show the
-- words to a function before it knows that the row may be seen. What is found by them is joined
-- with rows that are behind it.
ALTER TABLE feedback_text NO FORCE ROW LEVEL SECURITY;
ALTER TABLE feedback_text DISABLE ROW LEVEL SECURITY;
ALTER TABLE item_text NO FORCE ROW LEVEL SECURITY;
ALTER TABLE item_text DISABLE ROW LEVEL SECURITY;
{{end}}