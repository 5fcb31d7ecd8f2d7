"""The mock's state: tasks, assets, the store and the clock."""
