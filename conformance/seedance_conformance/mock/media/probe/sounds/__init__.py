"""Length of WAV and MP3 files."""
