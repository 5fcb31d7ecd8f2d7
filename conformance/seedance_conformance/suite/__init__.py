"""The shipped tests, one rule each: run by `seedance conform`, or by plain pytest with the plugin."""
