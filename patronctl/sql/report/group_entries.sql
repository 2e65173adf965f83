-- Reads member and entry, writes nothing: the first entries of each group, in the order of the file, then by name.
SELECT member.section, member.name AS group_name, member.rule AS group_rule, entry.*
FROM member
JOIN entry ON entry.rowid = member.entry_id
QUALIFY row_number() OVER (PARTITION BY member.section, member.name, member.rule ORDER BY entry.line, entry.name, entry.district_id) <= {{ most | param }}
ORDER BY member.section, member.name, member.rule, entry.line, entry.name, entry.district_id;
