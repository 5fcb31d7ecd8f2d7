"""Width and height of image files, one module for each format."""
