"""What is too old is named, in one sentence with the way out."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

from support import PACKAGE


class Old(unittest.TestCase):
    def answer(self, before, files=()):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files:
                os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
            out = os.path.join(folder, "out.json")
            code = "import runpy, sys; sys.path[0] = ''; sys.argv = ['towline_django', 'plan', '--release', 'r1', '--out', %r]; %s; runpy.run_module('towline_django', run_name='__main__', alter_sys=False)" % (out, before)
            done = subprocess.run([sys.executable, "-c", code], cwd=folder, env={**os.environ, "PYTHONPATH": PACKAGE}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
            self.assertEqual(2, done.returncode, done.stdout)
            self.assertNotIn("Traceback", done.stdout)
            with open(out, encoding="utf-8") as file:
                error = json.load(file)["error"]
            self.assertEqual("load", error["code"])
            return error["message"]

    def test_a_python_that_django_no_longer_takes(self):
        self.assertIn("Python 3.6 is too old: 3.8 is the first", self.answer("sys.version_info = (3, 6, 9, 'final', 0)"))

    def test_a_django_that_this_does_not_work_with(self):
        said = self.answer("pass", [("manage.py", 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "s")'), ("django/__init__.py", "VERSION = (3, 2, 25)\ndef get_version():\n    return '3.2.25'\n")])
        self.assertIn("Django 3.2.25 is too old: 4.2 is the first", said)
        self.assertIn("engine: django", said)
