"""Writes a flight for each POST and counts them for each GET, by psql, as this release knows them."""
import glob
import http.server
import os
import socketserver
import subprocess
import sys

VERSION = open("VERSION").read().strip()
WRITE = open("write.sql").read()
# Debian's psql on the path is a wrapper in Perl, which costs more than the query.
PSQL = sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"))[-1]


def ask(sql):
    return subprocess.run([PSQL, "-qtAX", "-v", "ON_ERROR_STOP=1", "-c", sql], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, sql):
        try:
            status, body = 200, "flights %s by %s\n" % (ask(sql), VERSION)
        except subprocess.CalledProcessError:
            status, body = 500, "the database refused it\n"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Club-Release", VERSION)
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self):
        self.answer("SELECT count(*) FROM flight")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.answer(WRITE)

    def log_message(self, *words):
        pass

    def address_string(self):
        return "nginx"


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


if os.path.exists(sys.argv[1]):
    os.unlink(sys.argv[1])
server = Server(sys.argv[1], Handler)
os.chmod(sys.argv[1], 0o777)
server.serve_forever()
