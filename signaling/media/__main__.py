"""`python -m signaling.media`: the relay worker."""

import sys

from signaling.media.memory import use_large_pages

use_large_pages()  # before anything else is loaded, as it begins anew

from signaling.media.worker import main  # noqa: E402

sys.exit(main())
