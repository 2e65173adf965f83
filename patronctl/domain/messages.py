"""The message codes (docs/rules.md, part 5): severity, outcome, and what a librarian reads.

Severity E: the record was not applied. W: applied, with a field changed, kept or defaulted.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Message:
    """One code: what it means and what to do about it, in words for a librarian."""

    code: str
    severity: Literal["E", "W"]
    outcome: str
    advice: str
    outcome_of_new: str = ""
    """What is said of a new patron, where it isn't the same: nothing of theirs is stored that could be kept."""


def _table(*rows: tuple[str, Literal["E", "W"], str, str] | tuple[str, Literal["E", "W"], str, str, str]) -> dict[str, Message]:
    return {row[0]: Message(*row) for row in rows}


MESSAGES: dict[str, Message] = _table(
    (
        "field_too_long",
        "W",
        "The value was longer than the field and was cut to fit.",
        "Shorten it in the student information system, or take a part of the column in the properties.",
    ),
    (
        "access_level_missing",
        "W",
        "No access level was given; the site's default was used.",
        "Map access_level in the properties, or accept the default.",
    ),
    (
        "access_level_unknown",
        "W",
        "The access level is not one of the district's; the site's default was used.",
        "Correct the value, or add the access level to the district.",
    ),
    ("resource_group_missing", "W", "No resource group was given; the default was used.", "Map resource_group, or accept the default."),
    ("patron_type_missing", "W", "No patron type was given; the site's default was used.", "Map patron_type, or accept the default."),
    (
        "patron_type_created",
        "W",
        "The patron type was not known.",
        "If it is a misspelling, correct it with a map; otherwise add it to the district.",
    ),
    (
        "barcode_in_use",
        "E",
        "Another patron at the site has this barcode; the record was not applied.",
        "See the two patrons named: set the district ID of the one that was added by hand, or merge them.",
    ),
    (
        "barcode_missing",
        "E",
        "A new patron needs a barcode; the record was skipped.",
        "Fill in the barcode in the student information system, or map it to autoassign.",
    ),
    (
        "barcode_too_long",
        "E",
        "The barcode is longer than 14 characters and is never cut; the record was skipped.",
        "Correct the barcode, or map the part of it that is printed on the card.",
    ),
    ("barcode_blank_ignored", "W", "The barcode was blank; the stored one was kept.", "Fill in the barcode, or ignore this."),
    (
        "birth_date_invalid",
        "W",
        "The birth date can't be read or can't be right; a stored one was kept.",
        "Check the date formats in the properties, and the date in the student information system: from 1900 to today.",
        "The birth date can't be read or can't be right; the new patron has none.",
    ),
    (
        "card_expires_invalid",
        "W",
        "The expiration date can't be read or can't be right; a stored one was kept.",
        "Check the date formats in the properties, and the date in the student information system.",
        "The expiration date can't be read or can't be right; the new patron has none.",
    ),
    (
        "graduation_year_invalid",
        "W",
        "The graduation year is not a year of four digits within 20 years; the field was blanked.",
        "Correct the value in the student information system.",
    ),
    (
        "graduation_year_past",
        "W",
        "The patron is in the file as active although the graduation year is past; they were kept.",
        "Correct the graduation year in the student information system, or set graduated_seniors_in_feed: delete.",
    ),
    (
        "inactive_not_added",
        "W",
        "The patron is listed as inactive and was deleted for being inactive; they were not added again.",
        "Nothing; or take the record out of the export. Listed as active, the patron is added.",
    ),
    (
        "district_id_missing",
        "E",
        "The district ID is blank; the record was skipped.",
        "Fill in the district ID in the student information system.",
    ),
    (
        "district_id_missing_advice",
        "W",
        "The district wants a district ID and the record has none; it was applied all the same.",
        "Fill in the district ID.",
    ),
    (
        "district_id_too_long",
        "E",
        "The district ID is longer than 40 characters and is never cut; the record was skipped.",
        "Correct the district ID.",
    ),
    (
        "district_id_in_use",
        "E",
        "Another patron of the district has this district ID; the record was not applied.",
        "See the two patrons named, and correct the one that is wrong.",
    ),
    (
        "other_person",
        "E",
        "The key belongs to a patron with another name and birth date; the record was not applied.",
        "Two people share the key, or it was given to somebody new: number one of them otherwise, or delete the stored patron who has left. "
        "If both are one person, run the job once with --allow other_person.",
    ),
    (
        "identity_changed",
        "W",
        "The patron has another name and birth date than before, or two other names; the record was applied.",
        "If it is somebody else, the loans and fines of the one are the other's now: give them another key.",
    ),
    (
        "username_in_use",
        "W",
        "Another patron has this username; it was not set, the rest was applied. A password needs a username, so a patron without one got none.",
        "Make the username template more distinctive, or set this one by hand.",
    ),
    (
        "password_without_username",
        "W",
        "A password needs a username; the password was not set.",
        "Map username, or leave the password out.",
    ),
    ("gender_invalid", "W", "The gender is blank or not M, F or U; U was used.", "Correct the value, or use a map."),
    ("status_invalid", "W", "The status is blank or unknown.", "Correct the value, or use a map with a default."),
    (
        "is_teacher_invalid",
        "W",
        "is_teacher is not a yes or no; a stored value was kept.",
        "Use T, F, Y, N, true, false, 1 or 0, or a map.",
        "is_teacher is not a yes or no; the new patron has no value.",
    ),
    (
        "acceptable_use_policy_invalid",
        "W",
        "acceptable_use_policy_on_file is not a yes or no; a stored value was kept.",
        "Use T, F, Y, N, true, false, 1 or 0, or a map.",
        "acceptable_use_policy_on_file is not a yes or no; the new patron has no value.",
    ),
    ("last_name_missing", "E", "A new patron needs a last name; the record was skipped.", "Fill in the last name."),
    ("last_name_blank_ignored", "W", "The last name was blank; the stored one was kept.", "Fill in the last name."),
    ("site_missing", "E", "The record names no site; it was skipped.", "Fill in the school, or map site to a constant."),
    (
        "site_blank_ignored",
        "W",
        "The record names no site; the patron's was kept.",
        "Fill in the school. The default site is for new patrons.",
    ),
    (
        "invisible_characters",
        "W",
        "The record has characters that nobody can see in an identifier; they were taken out.",
        "Find where they come from: often two files were put together, or a value was copied from a page.",
    ),
    (
        "spreadsheet_text",
        "W",
        'The identifier is written as text for a spreadsheet, ="002" or \'002; 002 was taken.',
        "Export the file without a spreadsheet, or as plain CSV.",
    ),
    (
        "site_unknown",
        "E",
        "The site is not one of the district's; the record was skipped.",
        "Add the site, or add the value to a site's aliases.",
    ),
    ("match_key_missing", "E", "The record has no usable match key; it was skipped.", "Fill in the columns that the record is matched on."),
    (
        "duplicate_in_file",
        "E",
        "Another record of the file has the same match key.",
        "Remove the duplicate from the export, or choose options.duplicate_records.",
    ),
    (
        "line_unreadable",
        "E",
        "The line can't be read as a record; it was skipped.",
        "Look at the line in the quarantine file: usually a quote or a delimiter is missing.",
    ),
    (
        "patron_type_unknown",
        "E",
        "The patron type is not known, and the job skips such records.",
        "Correct the value with a map, or add the patron type to the district.",
    ),
    (
        "patron_type_defaulted",
        "W",
        "The patron type is not known; the site's default was used.",
        "Correct the value with a map, or add the patron type to the district.",
    ),
    (
        "persona_invalid",
        "W",
        "The persona is not student, faculty or other; it was not used.",
        "Correct the value with a map, or let the persona follow from the patron type.",
    ),
    (
        "delete_kept_transactions",
        "W",
        "The file asks to delete the patron, who has items out or owes money; the patron was kept.",
        "Settle the checkouts and fines, or let the job's options.delete_patrons_with_transactions be true.",
    ),
    (
        "delete_unknown_patron",
        "W",
        "The file asks to delete a patron whom the store doesn't have; there was nothing to do.",
        "Nothing, if the patron is gone already; otherwise see whether the match key is right.",
    ),
    (
        "action_unknown",
        "W",
        "The action is neither update nor delete; the record was taken as an update.",
        "Correct the value, or give the map of action a default.",
    ),
)


def by_weight(counts: dict[str, int]) -> list[tuple[Message, int]]:
    """Message counts as they are shown: errors before warnings, the most frequent first. A code of another version is a warning."""
    known = [(MESSAGES.get(code) or Message(code, "W", "", ""), count) for code, count in counts.items()]
    return sorted(known, key=lambda item: (item[0].severity, -item[1], item[0].code))
