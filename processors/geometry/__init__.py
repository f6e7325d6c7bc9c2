"""Geometry of a body in metres: functions of values that any lifter may use."""
