"""The media rules: their limits, the checks of files against them, and notes on what breaks no rule."""
