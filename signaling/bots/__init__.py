"""Light synthetic peers: the demo's group and the load generator. They decode nothing and encode once."""
