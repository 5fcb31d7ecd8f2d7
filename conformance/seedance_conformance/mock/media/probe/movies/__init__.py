"""Length and frame size of MP4 and MOV files, from their index."""
