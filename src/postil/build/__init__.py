"""Build: the only package that knows the order of the stages.

`load(folder).check().build()` is the whole of it: steps check the editions, each by itself, then render and typeset the
documents; what belongs to the whole is put together here.
"""
