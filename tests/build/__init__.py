"""Tests of whole builds: from a project on disk to finished files, and what the checkers say of these."""
