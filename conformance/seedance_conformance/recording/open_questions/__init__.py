"""What recorded traffic shows about questions that the documents leave open."""
