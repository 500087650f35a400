"""`python -m signaling.bots`: see `signaling.bots.run`."""

from signaling.bots.run import main

if __name__ == "__main__":
    main()
