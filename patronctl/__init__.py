"""Keep a school library's patrons in step with the student information system."""

__version__ = "0.1.0"
