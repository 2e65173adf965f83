"""The mapping language, from the columns of an export to the fields of a patron; `follett` reads its older form."""
