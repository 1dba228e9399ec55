"""The officers' console: cases are looked at and decided here."""
