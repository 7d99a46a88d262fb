package dev.towline.lab;

import java.nio.file.Path;

/**
 * The sample application as a person installs it without Towline: one folder, one unit, restarted in place. It shows
 * that the laboratory works, and is the site that is already there when Towline comes to a host.
 */
public final class ClubByHand {
    private static final String PREPARE = """
            useradd --system --home-dir /srv/byhand --create-home --shell /usr/sbin/nologin byhand
            runuser -u postgres -- createuser byhand
            runuser -u postgres -- createdb --owner byhand byhand
            printf 'SECRET_KEY=by-hand\\nALLOWED_HOSTS=%s\\nDATABASE_URL=postgres:///byhand?host=/run/postgresql\\nSTATIC_ROOT=/srv/byhand/static\\n' DOMAIN > /srv/byhand/env
            cat > /etc/systemd/system/byhand.service <<'UNIT'
            [Service]
            User=byhand
            WorkingDirectory=/srv/byhand/app
            EnvironmentFile=/srv/byhand/env
            ExecStart=/srv/byhand/venv/bin/gunicorn --bind 127.0.0.1:8900 --workers 2 club.wsgi
            [Install]
            WantedBy=multi-user.target
            UNIT
            cat > /etc/nginx/sites-enabled/byhand <<'SITE'
            server {
              listen 80;
              listen 443 ssl;
              ssl_certificate /etc/ssl/byhand.pem;
              ssl_certificate_key /etc/ssl/byhand.key;
              server_name DOMAIN;
              location /static/ { alias /srv/byhand/static/; }
              location / { proxy_pass http://127.0.0.1:8900; proxy_set_header Host $host; }
            }
            SITE
            openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=DOMAIN -keyout /etc/ssl/byhand.key -out /etc/ssl/byhand.pem 2>&1
            systemctl daemon-reload
            systemctl enable byhand
            nginx -t
            systemctl reload nginx
            """;
    private static final String BUILD = """
            cd /srv/byhand
            [ -d venv ] || python3 -m venv venv
            venv/bin/pip install --quiet --no-input --retries 0 --require-hashes --requirement app/requirements.txt
            cd app
            chown -R byhand /srv/byhand
            runuser -u byhand -- env $(cat ../env) ../venv/bin/python manage.py migrate --verbosity 0
            runuser -u byhand -- env $(cat ../env) ../venv/bin/python manage.py collectstatic --noinput --clear --verbosity 0
            """;

    private final DebianHost host;
    private final String domain;

    private ClubByHand(DebianHost host, String domain) {
        this.host = host;
        this.domain = domain;
    }

    /** User, database, unit and nginx site, on a {@link HostImage#READY} host; no release yet. */
    public static ClubByHand prepare(DebianHost host, String domain) {
        host.shell(PREPARE.replace("DOMAIN", domain)).orFail();
        return new ClubByHand(host, domain);
    }

    /** Environment, migrations and static files of the release in this folder; the service still runs the old one. */
    public ExecResult build(Path release) {
        host.execOk("rm", "-rf", "/srv/byhand/app");
        host.copyIn(release, "/srv/byhand/app");
        host.execOk("rm", "-rf", "/srv/byhand/app/.git");
        return host.shell(BUILD);
    }

    public void restart() {
        host.execOk("systemctl", "restart", "byhand");
    }

    /** A management command of the release that is there, as its user. */
    public ExecResult manage(String arguments) {
        return host
                .shell("cd /srv/byhand/app; exec runuser -u byhand -- env $(cat ../env) ../venv/bin/python manage.py "
                        + arguments);
    }

    /** HTTP status of a page through nginx, then a space, then the body; "000 " when nobody answers. */
    public String get(String path) {
        return host.exec("curl", "-s", "--max-time", "5", "-o", "/tmp/answer", "-w", "%{http_code} ", "-H",
                "Host: " + domain,
                "http://127.0.0.1" + path).stdout() + host.exec("cat", "/tmp/answer").stdout();
    }

    /** The one cell of a query's answer. */
    public String query(String sql) {
        return host.execOk("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", "byhand", "-c", sql).line();
    }
}
