"""Bodies that are valid by construction and, for each rule, the smallest edits that break that rule alone.

All cases of one rule, fixed and random, are in the module of its field, in `create` or `media`. There are two
exceptions: `combined` builds valid bodies that are each evidence for many rules, and `media/assets.py` sends the files
of `media` as assets.
"""
