"""Attendance: presence facts -> presence intervals -> attendance record, under a policy. See `derive.record`."""
