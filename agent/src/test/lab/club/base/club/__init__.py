from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
__version__ = (BASE_DIR / "VERSION").read_text().strip()
