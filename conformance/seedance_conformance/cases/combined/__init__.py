"""Valid bodies that are evidence for many rules, for targets that bill each body."""
