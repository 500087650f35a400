"""The wire between a browser and the app: message types, versions and error codes. Prose: `signaling/PROTOCOL.md`."""
