-- +goose Up
-- What else of a person was deleted.
ALTER TABLE erasure ADD COLUMN listings BIGINT NOT NULL DEFAULT 0; -- segments that listed the person
ALTER TABLE erasure ADD COLUMN customers BIGINT NOT NULL DEFAULT 0;
ALTER TABLE erasure ADD COLUMN feedback BIGINT NOT NULL DEFAULT 0;
ALTER TABLE erasure ADD COLUMN messages BIGINT NOT NULL DEFAULT 0;
