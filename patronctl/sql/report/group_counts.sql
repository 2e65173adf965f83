-- Reads member, writes nothing: how many entries each group has, the largest first.
SELECT section, name, rule, count(*) AS entries
FROM member
GROUP BY section, name, rule
ORDER BY section, entries DESC, name, rule;
