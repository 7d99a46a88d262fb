"""The object that a command leaves: written beside, synced, renamed."""
import json
import os


def write(path, value):
    beside = "%s.%d.tmp" % (path, os.getpid())
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, indent=1, default=str)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, path)
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
