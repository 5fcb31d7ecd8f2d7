"""The journal, a file or PostgreSQL, which records requests before they are sent."""
