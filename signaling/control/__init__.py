"""What a room and its relay worker tell each other: typed messages over one stream socket.

The room side uses `client.WorkerClient`; the worker side uses `server.ControlServer`. A worker learns of transports,
publications and subscriptions, never of people, and gets parameters, never SDP.
"""
