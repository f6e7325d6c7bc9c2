-- A session may film another one's set from another side.

ALTER TABLE sessions ADD COLUMN IF NOT EXISTS
    `beside` Nullable(String) COMMENT 'The session that this one films from another side; null: none'
    AFTER `parent`;
