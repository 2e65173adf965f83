-- Reads begun: how many records the file has by its line ends and quotes.
SELECT count(*) AS records FROM begun;
