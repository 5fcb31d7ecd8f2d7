"""Tests of result videos: tasks that are made for them, and what the downloaded files really contain."""
