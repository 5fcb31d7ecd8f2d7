"""Valid bodies that each test many rules, for targets that bill each body that they accept."""
