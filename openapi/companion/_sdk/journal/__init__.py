"""The journal file, which records requests before they are sent."""
