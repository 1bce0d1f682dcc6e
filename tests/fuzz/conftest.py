"""The modules of this folder, by name: the loop runs as a program of its own, and finds them so too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
