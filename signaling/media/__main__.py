"""`python -m signaling.media`: the relay worker."""

import sys

from signaling.media.worker import main

sys.exit(main())
