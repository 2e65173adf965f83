-- Writes retirement: takes out what the rules decided; what the feed itself asks for stays.
DELETE FROM retirement WHERE rule <> 'asked_by_feed';
