"""What a line carries: measured for publishers, estimated for subscribers, and shared out among what they are sent.

`arrivals` and `feedback` are for both ways; `sent`, `delay`, `loss`, `probe` and `estimate` find what a subscriber's
line takes; `allocate` says who gets it; `pacer` smooths what goes into a narrow one; `downlink` is all of it together.
"""
