DROP TABLE feedback; -- want "lose data"
-- waiver: the column was never filled
ALTER TABLE item DROP COLUMN old;
ALTER TABLE item ADD COLUMN new TEXT;
DELETE FROM feedback; -- want "DELETE without WHERE"
UPDATE item SET new = ''; -- want "UPDATE without WHERE"
UPDATE item SET new = '' WHERE new IS NULL;
CREATE TABLE a (x TEXT REFERENCES item(id) ON DELETE CASCADE); -- want "lose data"
DO $$ BEGIN TRUNCATE item; END $$; -- want "lose data"
