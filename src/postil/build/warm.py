"""Loaded once by the process that workers are forked from, so that what steps use is in memory once."""

import gc

gc.collect()
gc.freeze()  # pages that the collector never writes to stay shared
