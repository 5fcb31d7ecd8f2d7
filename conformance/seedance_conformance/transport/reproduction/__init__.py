"""Write a counterexample as curl commands and as a bash script."""
