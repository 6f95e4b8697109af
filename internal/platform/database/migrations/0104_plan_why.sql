-- +goose Up
-- What an item's time goes to, or what makes it late; plans made before say nothing.
ALTER TABLE plan_item ADD COLUMN why TEXT NOT NULL DEFAULT '';
