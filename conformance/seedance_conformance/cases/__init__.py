"""Bodies that are valid by construction and, for each rule, the smallest edits that break that rule alone.

The cases of one rule are in the file of its field, in `create` or `media`. Three techniques join many rules, so
they can't be divided by rule: `create/option_pairs.py` (two options in one body), `combined` (one valid body for many
rules) and `random`. `seedance rules ID` lists the files and lines of one rule.
"""
