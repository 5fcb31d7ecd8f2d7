"""Bodies that are valid by construction and, for each rule, the smallest edits that break that rule alone.

All cases of one rule, fixed and random, are in the module of its field, in `create` or `media`. `combined` builds valid
bodies that are evidence for many rules at once, so it names those of models and modes again;
`media/assets.py` sends the files of `media` as assets.
"""
