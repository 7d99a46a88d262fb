"""Type changes that neither rewrite the table nor narrow what fits."""
import re

from .sqltext import identifier, tokens, words_before

SYNONYMS = {"varchar": "character varying", "char": "character", "int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint",
            "decimal": "numeric", "timestamptz": "timestamp with time zone", "timetz": "time with time zone", "bool": "boolean",
            "float8": "double precision", "float4": "real", "timestamp": "timestamp without time zone", "time": "time without time zone",
            "serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


def parsed(type_text):
    """('character varying', (50,)) of varchar(50)."""
    text = " ".join(type_text.lower().replace('"', "").split())
    match = re.match(r"^([a-z_][\w .]*?)\s*(?:\(([\d\s,]+)\))?\s*((?:with|without) time zone)?\s*((?:\[\])*)$", text)
    if not match:
        return text, ()
    base = match.group(1) + (" " + match.group(3) if match.group(3) else "")
    base = SYNONYMS.get(base, base) + (match.group(4) or "")
    return base, tuple(int(n) for n in match.group(2).split(",")) if match.group(2) else ()


def target(sql):
    """(type, collation or None) in `ALTER COLUMN c TYPE varchar(100) COLLATE "C" USING …`; no type where there is none."""
    at = words_before(sql, "TYPE")
    if at < 0:
        return None, None
    text, collation, collates = "", None, False
    for kind, token in tokens(sql[at + 4:]):
        if kind == "word" and token.upper() == "USING" or token == ";":
            break
        if kind == "word" and token.upper() == "COLLATE":
            collates = True
        elif not collates:
            text += token
        elif kind in ("word", "quoted"):
            collation = identifier(token)
    return text.strip(), collation if collation != "default" else None


def widens(old, new):
    """Whether PostgreSQL changes old to new without a rewrite and everything that fitted still fits."""
    (old_base, old_args), (new_base, new_args) = parsed(old), parsed(new)
    if old_base == new_base and old_args == new_args:
        return True
    text = ("character varying", "text")
    if old_base in text and new_base in text:
        if new_base == "text" or not new_args:
            return True
        return old_base == "character varying" and bool(old_args) and new_args[0] >= old_args[0]
    if old_base == new_base == "numeric":
        if not new_args:
            return True
        return bool(old_args) and new_args[0] >= old_args[0] and (new_args + (0,))[1] == (old_args + (0,))[1]
    return False


INTEGERS = ["smallint", "integer", "bigint"]


def enlarges(old, new):
    """Whether it is a larger integer: the table is copied, and everything that fitted still fits."""
    (old_base, _), (new_base, _) = parsed(old), parsed(new)
    return old_base in INTEGERS and new_base in INTEGERS and INTEGERS.index(new_base) > INTEGERS.index(old_base)


def holds(known, actual):
    """Whether code that knows a column as `known` can read it and write to it when it is `actual`."""
    if widens(known, actual):
        return True
    (known_base, known_args), (actual_base, actual_args) = parsed(known), parsed(actual)
    return enlarges(known, actual) or known_base == actual_base and not known_args and not actual_args
