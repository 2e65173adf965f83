-- Reads delivered: how many patrons the file holds.
SELECT count(*) AS patrons FROM delivered;
