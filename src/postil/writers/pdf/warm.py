"""Loaded once by the process that workers are forked from: the typesetter, where the machine has it, mended and hastened."""

import contextlib

from postil.writers import pdf

with contextlib.suppress(Exception):  # whatever is missing is told by the first step that needs it
    pdf.load()
    import pypdfium2  # noqa: F401

    import postil.writers.pdf.structure  # noqa: F401 - what reads the finished file
    from postil.writers.pdf import weasyprint_faults, weasyprint_speed

    weasyprint_faults.mend()
    weasyprint_speed.hasten()
