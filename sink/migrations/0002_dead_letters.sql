-- Who gave a message up, and how many in a row expired unread.

ALTER TABLE dead_letters
    ADD COLUMN IF NOT EXISTS `version` LowCardinality(String) COMMENT 'Which version of the program gave it up' AFTER `stage`,
    ADD COLUMN IF NOT EXISTS `last_offset` Nullable(Int64) COMMENT 'Of several in a row that expired unread, the last one\'s offset' AFTER `offset`;
