"""A tokenizer of SQL: enough to find identifiers and literals, never to decide what a statement does (the judge does)."""
import hashlib
import re

TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)"
    r"|(?P<dollar>\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$)"
    r"|(?P<escape>[eE]'(?:[^'\\]|\\.|'')*')"
    r"|(?P<string>'(?:[^']|'')*')"
    r"|(?P<quoted>\"(?:[^\"]|\"\")*\")"
    r"|(?P<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)", re.DOTALL)


def tokens(sql):
    for match in TOKEN.finditer(sql):
        kind = match.lastgroup if match.lastgroup != "tag" else "dollar"
        yield kind, match.group()


def identifier(text):
    """The name that a token means, or None."""
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()


def identifiers(sql):
    """Every name that the statement mentions, in order."""
    return [identifier(text) for kind, text in tokens(sql) if kind in ("quoted", "word")]


def quote(name):
    return '"%s"' % name.replace('"', '""')


def renamed(sql, names):
    """The statement with identifiers replaced: {old: new}; literals and comments stay."""
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return sql
    return "".join(quote(changed[identifier(text)]) if kind in ("quoted", "word") and identifier(text) in changed
                   else text for kind, text in tokens(sql))


def without_literals(sql, limit=300):
    """For people: a statement of somebody else, without the values in it."""
    text = "".join("'…'" if kind in ("string", "escape", "dollar") else "…" if kind == "number"
                   else " " if kind in ("space", "comment") else text for kind, text in tokens(sql))
    return text if len(text) <= limit else text[:limit] + "…"


def has_words(sql, *words):
    """Whether these words stand in the statement one after the other, outside of literals."""
    found = [text.upper() for kind, text in tokens(sql) if kind == "word"]
    size = len(words)
    return any(tuple(found[i:i + size]) == words for i in range(len(found) - size + 1))


def words_before(sql, *words):
    """The index in `sql` where these words begin, outside of literals, or -1."""
    at, run, start = 0, 0, -1
    for kind, text in tokens(sql):
        if kind == "word" and text.upper() == words[run]:
            start = at if run == 0 else start
            run += 1
            if run == len(words):
                return start
        elif kind not in ("space", "comment"):
            run = 1 if kind == "word" and text.upper() == words[0] else 0
            start = at if run else -1
        at += len(text)
    return -1


def name_list_after(sql, *words):
    """The names in the parentheses that follow these words: `FOREIGN KEY ("a", "b")`."""
    at = words_before(sql, *words)
    if at < 0:
        return []
    names, inside = [], False
    for kind, text in tokens(sql[at:]):
        if text == "(":
            inside = True
        elif text == ")":
            break
        elif inside and kind in ("quoted", "word"):
            names.append(identifier(text))
    return names


def repeated(table, columns, where=""):
    """The query that counts the values of these columns that are there more than once; `table` and `where` are SQL."""
    listed = ", ".join(quote(c) for c in columns)
    return "SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s%s GROUP BY %s HAVING count(*) > 1) d" % (table, " AND ".join("%s IS NOT NULL" % quote(c) for c in columns), where, listed)


def told_repeated(count, columns, table):
    return "%d value(s) of (%s) in %s are there more than once" % (count, ", ".join(columns), table)


def sha256(sql):
    return hashlib.sha256(sql.encode("utf-8")).hexdigest()
