#!/usr/bin/env python3
"""Fills in what the real Ansible makes of every case in the *.yaml files beside this script.

    python3 -m venv venv && venv/bin/pip install ansible-core==2.19.14
    venv/bin/python generate.py            # rewrites the files in place
    venv/bin/python generate.py a.yaml     # only that one
    venv/bin/python generate.py --fuzz     # makes the four *-fuzz.yaml anew, then fills them

A file is a list of cases: name, template, vars, files (what it may include, by name). Written by this script: expected
(the text that Ansible's template module would write) or fails: true. Written by hand: refused: why, where Towline refuses
on purpose what Ansible renders; instead: text, where Towline renders what this Ansible fails on by a fault of its own that
other versions do not have. Templates run exactly as the template action plugin runs them: Templar with the action's
overrides (trim_blocks, no lstrip_blocks), search path beside the template, None turned to the empty text.
"""
import copy
import pathlib
import random
import sys
import tempfile

import yaml
from ansible.module_utils.common.text.converters import to_bytes
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

HERE = pathlib.Path(__file__).parent
SEED = 20261121


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def text(dumper, data):
    return dumper.represent_scalar('tag:yaml.org,2002:str', data, style='|' if '\n' in data and data.isprintable() or '\n' in data and data.replace('\n', '').isprintable() else None)


Dumper.add_representer(str, text)


def render(case):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (case.get('files') or {}).items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, newline='')
        variables = copy.deepcopy(case.get('vars') or {})
        templar = Templar(loader=DataLoader(), variables=variables)
        templar = templar.copy_with_new_env(searchpath=[folder], available_variables=variables)
        result = templar.template(trust_as_template(case['template']), escape_backslashes=False,
                                  overrides=dict(trim_blocks=True, lstrip_blocks=False, newline_sequence='\n'))
        return to_bytes('' if result is None else result, encoding='utf-8', errors='surrogate_or_strict').decode()


def fill(path):
    cases = yaml.safe_load(path.read_text())
    for case in cases:
        case.pop('expected', None)
        case.pop('fails', None)
        if 'refused' in case:
            continue  # what Ansible makes of it may differ each time: a date, an address
        try:
            case['expected'] = render(case)
        except Exception:
            case['fails'] = True
    path.write_text(yaml.dump(cases, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120))
    print(path.name, len(cases), 'cases,', sum('fails' in c for c in cases), 'fail in Ansible')


WHITE = ['', '', '\n', '\n\n', ' ', '  \n', '\t', '\n  ', '\r\n', 'a', 'b\n', ' c ', '\nd']
TAGS = ['{%% if t %s}', '{%% if f %s}', '{%% for i in l %s}', '{%% set x = 1 %s}', '{{ v %s}', '{# note %s}', '{%% raw %s}']
ENDS = {0: '{%% endif %s}', 1: '{%% else %s}|{%% endif %s}', 2: '{%% endfor %s}', 6: '{%% endraw %s}'}


def tag(rng, pattern, closing):
    signs_open, signs_close = ['', '', '', '-', '+'], ['', '', '', '-']
    kind = pattern[1]
    opening = pattern[:2] if not pattern.startswith('{%%') else '{%'
    body = pattern[3:] if pattern.startswith('{%%') else pattern[2:]
    end = {'%': '%}', '{': '}}', '#': '#}'}[kind]
    sign = rng.choice(signs_open)
    last = rng.choice(signs_close + (['+'] if kind != '{' else []))
    return opening + ('' if kind == '{' and sign == '+' else sign) + body[:body.rindex('%s')] + last + end


def block(rng, depth):
    out = rng.choice(WHITE)
    for _ in range(rng.randint(1, 3)):
        index = rng.randrange(len(TAGS))
        if index in ENDS and depth > 2:
            index = 4
        out += tag(rng, TAGS[index], False)
        if index == 6:
            out += rng.choice(WHITE) + rng.choice(['{{ x }}', '{% if %}', '']) + rng.choice(WHITE)
            out += tag(rng, ENDS[6], True)
        elif index in ENDS:
            parts = ENDS[index].split('|')
            for part in parts:
                out += block(rng, depth + 1) + tag(rng, part, True)
        out += rng.choice(WHITE)
    return out


ATOMS = ['1', '0', '2', '-3', '1.5', '0.1', '2.0', "'a'", "'ab'", "''", "'5'", 'true', 'false', 'none', 'n', 'l', 'd', 's', 't', 'f',
         '[1, 2]', "['b', 'A']", '(1, 2)', '{}', "{'k': 1}", 'missing', 'd.k', 'd.none', 'l[0]', 'l[-1]', 'l[9]', 's[1:]', 'd.l']
BINARY = ['+', '-', '*', '/', '//', '%', '**', '~', '==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'and', 'or']
FILTERS = ['default(1)', "default('z', true)", 'upper', 'int', 'float', 'string', 'length', 'first', 'last', 'list', 'join', "join('-')",
           'sort', 'abs', 'round', 'round(1)', 'trim', 'capitalize', 'title', 'reverse', 'unique', 'sum', 'max', 'min', 'to_json',
           'bool', 'replace("a", "b")', 'batch(2)', 'indent', 'quote', "map('string')", "select('defined')", 'type_debug',
           "regex_replace('a', 'b')", 'dict2items', 'flatten', 'to_yaml', 'ternary(1, 2)', 'items', "split('a')", 'center(4)']
TESTS = ['defined', 'none', 'string', 'number', 'integer', 'mapping', 'iterable', 'sequence', 'odd', 'even', 'true', 'divisibleby 2',
         "in l", "eq 1", 'boolean', 'float', 'lower', 'truthy', 'not none', 'not defined', "match('a')", 'upper']


def expression(rng, depth):
    kind = rng.random()
    if depth > 2 or kind < 0.25:
        return rng.choice(ATOMS)
    if kind < 0.5:
        return expression(rng, depth + 1) + ' ' + rng.choice(BINARY) + ' ' + expression(rng, depth + 1)
    if kind < 0.75:
        return expression(rng, depth + 1) + ' | ' + rng.choice(FILTERS)
    if kind < 0.82:
        return expression(rng, depth + 1) + ' is ' + rng.choice(TESTS)
    if kind < 0.87:
        return 'not ' + expression(rng, depth + 1)
    if kind < 0.92:
        return expression(rng, depth + 1) + ' if ' + expression(rng, depth + 1) + ' else ' + expression(rng, depth + 1)
    if kind < 0.97:
        return '(' + expression(rng, depth + 1) + ')'
    return '-' + expression(rng, depth + 1)


DATA = ['to_yaml', 'to_nice_yaml', 'to_nice_yaml(indent=2)', 'to_json', 'to_nice_json', 'to_json(ensure_ascii=false)', 'string',
        'tojson', 'to_yaml(width=40)', 'to_nice_yaml(sort_keys=false)', 'to_yaml | from_yaml', 'to_json | from_json', 'default("")']
WORDS = ['a', 'yes', 'no', 'null', '~', '1', '1.5', '-', '- a', 'a: b', ':', '#', ' #', 'é', '\n', '\n\n', "'", '"', '\\', '\t', ' ', '  ', '{', '}',
         '[', ']', ',', '&', '*', '!', '|', '>', '%', '@', '`', '0x1f', '2020-01-01', '1e3', '1:30', '=', '<<', '?', 'word', 'long-word', 'x' * 30,
         '\u2028', '\x07', '\U0001f600', '\xa0', '---', '...', '<', 'O\'Neil', '(', ')', '/', '\r\n', '.5', 'on', 'Off', '_', 'ÄÖ', 'ß', 'mixedCase']
TEXT = ['truncate(9)', 'truncate(9, true)', 'truncate(12, false, "..", 0)', 'wordwrap(7)', 'wordwrap(12, false)', 'wordwrap(5, break_on_hyphens=false)',
        'center(40)', 'indent', 'indent(2, true)', 'indent("> ", false, true)', 'title', 'capitalize', 'upper', 'lower', 'quote', 'comment',
        'comment("cblock")', 'urlencode', 'b64encode', 'escape', 'trim', 'wordcount', 'split', 'split(" ")', 'regex_escape', 'length', 'reverse',
        'regex_replace("\\\\s+", "_")', 'regex_replace("(\\\\w)(\\\\W)", "\\\\2\\\\1")', 'regex_findall("[a-z]+")', 'regex_findall("\\\\b\\\\w")',
        'regex_search("\\\\d+") ', 'list', 'string | to_json', 'int', 'float', 'bool', 'replace(" ", "--")', 'basename', 'dirname', 'splitext',
        'normpath', 'batch(3) | list', 'unique | list', 'sort', 'md5', 'to_uuid', 'urldecode', 'regex_replace("^", "> ", multiline=true)',
        'regex_replace("$", "<")', 'regex_replace("x*", "-")', 'regex_replace("[^a-z0-9]+", "-", ignorecase=true)']


def sentence(rng):
    return rng.choice(['', ' ']).join(rng.choice(WORDS) for _ in range(rng.randint(0, 12)))


def nested(rng, depth):
    kind = rng.random()
    if depth > 3 or kind < 0.4:
        return rng.choice([sentence(rng), rng.choice(WORDS), rng.choice([None, True, False, 0, 1, -5, 1.5, 1e20, 1e-7, 0.1])])
    if kind < 0.7:
        return [nested(rng, depth + 1) for _ in range(rng.randint(0, 4))]
    return {rng.choice(WORDS): nested(rng, depth + 1) for _ in range(rng.randint(0, 4))}


def fuzz(count, folder, seed=SEED):
    rng = random.Random(seed)
    white = {'t': True, 'f': False, 'l': [1, 2], 'v': 'V'}
    value = {'t': True, 'f': False, 'l': [3, 1, 2], 's': 'abc', 'n': None, 'd': {'k': 'v', 'l': ['x', 'y']}}
    data = [{'name': 'data %d' % i, 'template': 'x{{ v | %s }}' % rng.choice(DATA), 'vars': {'v': nested(rng, 0)}} for i in range(count)]
    words = [{'name': 'text %d' % i, 'template': 'x{{ v | %s }}' % rng.choice(TEXT), 'vars': {'v': sentence(rng)}} for i in range(count)]
    made = {'data-fuzz.yaml': data, 'text-fuzz.yaml': words, 'whitespace-fuzz.yaml': [{'name': 'whitespace %d' % i, 'template': block(rng, 0), 'vars': white} for i in range(count)],
            'expression-fuzz.yaml': [{'name': 'expression %d' % i, 'template': 'x{{ ' + expression(rng, 0) + ' }}', 'vars': value}
                                     for i in range(count)]}
    for name, cases in made.items():
        path = pathlib.Path(folder, name)
        known = {c['template'] + repr(c['vars']): c for c in (yaml.safe_load(path.read_text()) if path.exists() else [])}
        for case in cases:
            case.update({k: v for k, v in known.get(case['template'] + repr(case['vars']), {}).items() if k in ('refused', 'instead')})
        path.write_text(yaml.dump(cases, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120))
        fill(path)


if __name__ == '__main__':
    if sys.argv[1:2] == ['--fuzz']:
        fuzz(int(sys.argv[2]) if len(sys.argv) > 2 else 300, sys.argv[3] if len(sys.argv) > 3 else HERE,
             int(sys.argv[4]) if len(sys.argv) > 4 else SEED)
    else:
        for each in [HERE / name for name in sys.argv[1:]] or sorted(HERE.glob('*.yaml')):
            fill(each)
