"""Result videos: which tasks are made for their sake, and what a downloaded file really holds."""
