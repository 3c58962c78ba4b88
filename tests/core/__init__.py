"""Tests of the core: what a project says, where its notes stand, and what is wrong with it."""
