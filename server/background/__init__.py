"""What goes on by itself for as long as the app runs, one noun each; `server.main` starts and stops it."""
