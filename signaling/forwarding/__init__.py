"""The relay's brain: which packet goes where and how its header changes on the way.

Bytes and numbers in, bytes and numbers out. No sockets, no clock (`now` is an argument, in monotonic seconds), no
encryption, no people. Packets are never decoded beyond what is said in `vp8.py`.
"""
