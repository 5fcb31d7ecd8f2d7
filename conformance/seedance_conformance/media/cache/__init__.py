"""The written files on disk, kept between runs."""
