"""The shipped tests: pytest items that judge a target, one rule each. Run by `seedance conform` or plain pytest."""
