"""Ingest: files in, typed values with spans out. One module for each kind of file."""
