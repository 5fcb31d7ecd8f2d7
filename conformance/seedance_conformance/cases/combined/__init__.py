"""Valid bodies that each test many rules, for targets that bill every body."""
