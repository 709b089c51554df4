"""A signal that the kernel sends to this process at a moment to come, whatever the process is doing by then.

No other process has to be woken up for it: on a busy machine that takes longer than a commit does. `signal.setitimer`
knows SIGALRM alone, which Python would handle when it has the time.
"""

import ctypes
import os
import time


class _Event(ctypes.Structure):
    """`struct sigevent` of Linux; `notify` 0 is SIGEV_SIGNAL."""

    _fields_ = [
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("rest", ctypes.c_char * 48),
    ]


_libc = ctypes.CDLL(None, use_errno=True)


def send_myself(number: int, seconds: float) -> None:
    """The signal `number` in so many seconds. OSError where the kernel refuses."""
    timer, event = ctypes.c_void_p(), _Event(signal=number)
    nanoseconds = max(1, round(seconds * 1e9))
    when = (ctypes.c_long * 4)(0, 0, *divmod(nanoseconds, 10**9))
    if _libc.timer_create(time.CLOCK_MONOTONIC, ctypes.byref(event), ctypes.byref(timer)) or _libc.timer_settime(
        timer, 0, ctypes.byref(when), None
    ):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
