"""The live sessions' sockets: authenticate, parse, dispatch to the room, write back; one way in and one way out."""
