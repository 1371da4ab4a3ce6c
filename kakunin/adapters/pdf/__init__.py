"""Everything that comes from outside as a PDF is parsed in a locked child process (T9).

Inside the sandbox: zygote → lockdown, examine, draw, fonts. Outside: sandbox, refusals.
The two halves share only ``wire`` and ``limits``; the inner half knows nothing of Django.
"""
