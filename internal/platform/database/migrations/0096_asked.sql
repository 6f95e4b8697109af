-- +goose Up
-- What customers asked for and nobody has scored yet, among all items.
CREATE INDEX item_asked ON item (workspace_id, customer_count, id) WHERE customer_count > 0;
