"""Judge recordings of real traffic: read them, judge both sides, and write the reports of a run. It sends nothing."""
