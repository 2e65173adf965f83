"""Work on properties files: convert one from the converter's form, draft one for a feed, preview what one does."""
