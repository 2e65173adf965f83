-- Reads asked_to_delete: how many patrons the feed asks to delete.
SELECT count(*) AS patrons FROM asked_to_delete;
