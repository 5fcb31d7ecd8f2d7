"""The mock server: inspects any request with predicates of its own, and runs tasks on a clock that can be moved."""
