"""The clock of a watch: that of the house."""

from demasque.clocks import Clock, MachineClock

__all__ = ["Clock", "MachineClock"]
