"""The writers: a finished rendition in, the bytes of a file out. One writer knows each output library."""
