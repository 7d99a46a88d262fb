package dev.towline.desired;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code components/<name>/component.yaml}: a system as data. */
public record ComponentSpec(
        @Key(value = "What it is, in a line or two.", fallback = "''") String description,
        @Key(value = "Whether sites have it, or hosts.", fallback = "site") Scope scope,
        @Key(value = "Variables with their defaults; those of towline.yaml, the host and the site win, in this order.", fallback = "{}", example = "{ workers: 3 }") Vars vars,
        @Key(value = "What each variable must look like. Where there are any, each of 'vars' is declared, and a value that does not fit is a problem of the file that sets it.", example = "{ workers: { type: int, min: 1 } }") Map<String, VariableSpec> variables,
        @Key(value = "Folders below which a host's component writes; it must name one of the system's guarded places, such as /etc/sudoers.d, to write there.", absent = "anywhere but in those", example = "[/etc/nginx]") List<Template> roots,
        @Key(value = "Components that its host or site must have too.", example = "[postgresql]") List<Located<ComponentName>> requires,
        @Key(value = "Packages of the distribution.", example = "[python3-venv]") List<Template> packages,
        @Key(value = "Users.") List<UserSpec> users,
        @Key(value = "Folders.") List<DirectorySpec> directories,
        @Key(value = "Secrets that its templates use.") List<SecretSpec> secrets,
        @Key(value = "Databases of the host's PostgreSQL.") List<DatabaseSpec> databases,
        @Key(value = "Files.") List<FileSpec> files,
        @Key(value = "Symbolic links.") List<LinkSpec> links,
        @Key(value = "Units that are no part of a release.") List<UnitSpec> units,
        @Key(value = "Commands that make something once.") List<SetupSpec> setup,
        @Key(value = "Programs that accept or refuse files before they are put in place; other components may name them too.", example = "{ nginx: { tree: /etc/nginx, run: [nginx, -t, -q] } }") Map<String, ValidatorSpec> validators,
        @Key(value = "What must be true besides the site's own checks.", example = "[ unit: nginx.service ]") List<CheckSpec> health,
        @Key(value = "Where a site with it is asked as its visitors ask it: unix:/path, host:port or tls:host:port.", absent = "its web process is asked itself", example = "tls:127.0.0.1:443") Optional<Template> front,
        @Key(value = "What releases with the same inputs share, such as a Python environment; one component of a site may have it.", absent = "nothing is shared") Optional<EnvironmentSpec> environment,
        @Key(value = "Its part in a release of the app.", absent = "none") Optional<ReleasePartSpec> release,
        @Key(value = "What runs from a release.") List<ProcessSpec> processes) {

    /** Who may name a component. */
    public enum Scope {
        SITE, HOST
    }

    /** A user. */
    public record UserSpec(
            @Key(value = "Its name.", example = "\"{{ site.user }}\"") Template name,
            @Key(value = "Its home folder.", example = "\"{{ site.home }}\"") Template home,
            @Key(value = "Its shell.", fallback = "/usr/sbin/nologin") Template shell,
            @Key(value = "Groups besides its own.", example = "[www-data]") List<Template> groups,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when) {}

    /** A folder. */
    public record DirectorySpec(
            @Key(value = "Where.", example = "\"{{ site.shared }}/media\"") Template path,
            @Key(value = "Owner.", fallback = "root") Template owner,
            @Key(value = "Group.", fallback = "root") Template group,
            @Key(value = "Permissions, in quotes.", fallback = "'0755'") Mode mode,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when) {}

    /** A secret. */
    public record SecretSpec(
            @Key(value = "Its name.", example = "db_password") SecretName name,
            @Key(value = "Made once on the host, with so many characters.", absent = "it must be given on the host", min = 22, max = 1024) Optional<Integer> generate) {}

    /** A database with its owner. */
    public record DatabaseSpec(
            @Key(value = "Its name; an expression may give several, with spaces between.", example = "\"{{ site.user }}\"") Template name,
            @Key(value = "The role that owns it.", example = "\"{{ site.user }}\"") Template role,
            @Key(value = "The secret that holds the role's password.", example = "db_password") Located<SecretName> password,
            @Key(value = "Extensions.", example = "[pg_trgm]") List<Template> extensions,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when) {}

    /** A file. */
    public record FileSpec(
            @Key(value = "Where.", example = "\"/etc/nginx/sites-enabled/{{ site.name }}.conf\"") Template path,
            @Key(value = "A template in the component's folder.", absent = "one of content or source is given", example = "vhost.conf.j2") Optional<Located<RelativePath>> template,
            @Key(value = "The content itself, also a template.", absent = "one of template or source is given") Optional<Template> content,
            @Key(value = "A file that is taken as it is, from the site's files folder or the component's.", absent = "one of template or content is given", example = "logo.png") Optional<Template> source,
            @Key(value = "Owner.", fallback = "root") Template owner,
            @Key(value = "Group.", fallback = "root") Template group,
            @Key(value = "Permissions, in quotes.", fallback = "'0644'") Mode mode,
            @Key(value = "Who must accept it.", absent = "nobody", example = "nginx") Optional<Located<String>> validator,
            @Key(value = "What follows when it changed.", absent = "nothing", example = "{ reload: nginx.service }") Optional<ChangeSpec> onChange,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted", example = "tls | default(true)") Optional<Template> when,
            @Key(value = "Whether a diff must not show it; so anyway where a secret is in it.", fallback = "false") boolean secret) {
        public FileSpec {
            if (Choice.count(template, content, source) != 1) {
                throw new IllegalArgumentException("a file has exactly one of 'template', 'content' and 'source'");
            }
        }
    }

    /** What follows a change. */
    public sealed interface ChangeSpec {
        /** A reload. */
        record Reload(@Key(value = "The unit that reads its files again.", example = "nginx.service") Template reload)
                implements
                    ChangeSpec {}

        /** A restart. */
        record Restart(@Key(value = "The unit that starts anew.", example = "redis-server.service") Template restart)
                implements
                    ChangeSpec {}

        /** A command. */
        record Run(
                @Key(value = "A command that may be repeated; no shell.", required = true, example = "[systemctl, daemon-reload]") List<Template> run)
                implements
                    ChangeSpec {}
    }

    /** A symbolic link. */
    public record LinkSpec(
            @Key(value = "Where.", example = "/etc/ssl/sites/ysc.pem") Template path,
            @Key(value = "What it points to: the first that exists, or the last.", required = true) List<Template> targets,
            @Key(value = "What follows when it, or what it leads to, changed.", absent = "nothing") Optional<ChangeSpec> onChange,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when) {}

    /** A unit. */
    public record UnitSpec(
            @Key(value = "Its name.", example = "nginx.service") Template name,
            @Key(value = "Whether it starts at boot.", fallback = "true") boolean enabled,
            @Key(value = "Whether it runs.", fallback = "true") boolean running,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when) {}

    /** A command that makes something once. */
    public record SetupSpec(
            @Key(value = "What it does.", example = "self-signed certificate") String name,
            @Key(value = "Program and words; no shell.", required = true) List<Template> run,
            @Key(value = "Who runs it.", fallback = "root") Template user,
            @Key(value = "What it makes; it runs only while this is missing.", example = "/etc/ssl/sites/ysc.pem") Template creates,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when) {}

    /** A program that accepts or refuses files. */
    public record ValidatorSpec(
            @Key(value = "The folder that it reads as a whole; while it runs, the new files lie over it.", absent = "it is given the file alone, as {file}", example = "/etc/nginx") Optional<Template> tree,
            @Key(value = "Program and words; no shell. Exit 0 accepts.", required = true, example = "[nginx, -t, -q]") List<Template> run,
            @Key(value = "Whether any output is a refusal too, for programs that warn and exit 0.", fallback = "false") boolean silent) {}

    /** What releases share. */
    public record EnvironmentSpec(
            @Key(value = "Files of the app that decide it; * and ** as usual.", required = true, example = "[requirements*.txt]") List<Template> inputs,
            @Key(value = "A command whose output names the interpreter.", absent = "it does not matter", example = "[python3, -VV]") Optional<List<Template>> interpreter,
            @Key(value = "Commands that make it, in the app's folder.", required = true) List<StepSpec> steps) {}

    /** One command of a build. */
    public record StepSpec(
            @Key(value = "What it does.", example = "static files") String name,
            @Key(value = "Program and words; no shell.", required = true) List<Template> run,
            @Key(value = "How long it may take.", fallback = "15m") Duration timeout,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when) {}

    /** A part in a release. */
    public record ReleasePartSpec(
            @Key(value = "The group that may read the release.", absent = "www-data") Optional<Template> group,
            @Key(value = "Files in the release's folder that belong to it, such as its settings.") List<ReleaseFileSpec> files,
            @Key(value = "Folders of the release that the build may fill, besides app and public. The release's own folder is root's.", example = "[classes]") List<Template> folders,
            @Key(value = "Commands that build it, in the app's folder.") List<StepSpec> build,
            @Key(value = "Commands that must succeed before it is used.") List<StepSpec> checks,
            @Key(value = "How the database follows; one component of a site may have it.", absent = "no migrations") Optional<MigrationPartSpec> migrations,
            @Key(value = "Folders besides the release that builds and migrations may write.", example = "[\"{{ site.shared }}\"]") List<Template> writable) {}

    /** A file in a release's folder. */
    public record ReleaseFileSpec(
            @Key(value = "Where, below the release's folder.", example = "env") Template path,
            @Key(value = "A template in the component's folder.", absent = "content is given", example = "env.j2") Optional<Located<RelativePath>> template,
            @Key(value = "The content itself, also a template.", absent = "template is given") Optional<Template> content,
            @Key(value = "Owner.", absent = "root") Optional<Template> owner,
            @Key(value = "Group.", absent = "the site's user", example = "\"{{ site.user }}\"") Optional<Template> group,
            @Key(value = "Permissions, in quotes.", fallback = "'0640'") Mode mode,
            @Key(value = "Whether builds and migrations read it as their environment.", fallback = "false") boolean environment,
            @Key(value = "Whether a diff must not show it; so anyway where a secret is in it.", fallback = "false") boolean secret) {
        public ReleaseFileSpec {
            if (Choice.count(template, content) != 1) {
                throw new IllegalArgumentException("a file of a release has exactly one of 'template' and 'content'");
            }
        }
    }

    /** Migrations of a release. */
    public record MigrationPartSpec(
            @Key(value = "Exits 0 when none is pending.", absent = "'files' is given") Optional<MigrationCommand> pending,
            @Key(value = "Runs them.", absent = "'files' is given") Optional<MigrationCommand> run,
            @Key(value = "SQL files, which Towline runs itself when the site has migrations.engine: sql.", absent = "there are none", example = "migrations") Optional<SqlFilesSpec> files,
            @Key(value = "The interpreter below the environment's folder; with it a site may let its migrations be ordered (migrations.engine: django).", absent = "'run' is all that is done", example = "bin/python") Optional<Located<RelativePath>> python,
            @Key(value = "What is saved before they run.") List<SaveSpec> saves) {
        public MigrationPartSpec {
            if (pending.isPresent() != run.isPresent() || run.isEmpty() && files.isEmpty()) {
                throw new IllegalArgumentException(
                        "migrations have both 'pending' and 'run', or 'files', or all three");
            }
        }
    }

    /** A folder of SQL files. */
    @ShortFor("folder")
    public record SqlFilesSpec(
            @Key(value = "The folder of NNNN_name.sql below the app's folder.", example = "migrations") Located<RelativePath> folder,
            @Key(value = "The variable, in the release's environment files, that holds postgresql://user:password@host:port/database of the one database in 'saves'.", fallback = "DATABASE_URL") String url,
            @Key(value = "How long all that one release brings may take.", fallback = "2h") Duration timeout) {
        public SqlFilesSpec {
            if (!url.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new IllegalArgumentException("'url' is the name of a variable, for instance DATABASE_URL");
            }
        }
    }

    /** A command of a migration. */
    @ShortFor("run")
    public record MigrationCommand(
            @Key(value = "Program and words; no shell.", required = true) List<Template> run,
            @Key(value = "How long it may take.", fallback = "30m") Duration timeout) {}

    /** A database that is saved. */
    public sealed interface SaveSpec {
        Optional<Template> when();

        /** One of the host's PostgreSQL. */
        record Postgresql(
                @Key(value = "A database of the host's PostgreSQL; an expression may give several, with spaces between.", example = "\"{{ site.user }}\"") Template postgresql,
                @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when)
                implements
                    SaveSpec {}

        /** A file. */
        record Sqlite(
                @Key(value = "A SQLite file.", example = "\"{{ site.shared }}/db.sqlite3\"") Template sqlite,
                @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when)
                implements
                    SaveSpec {}
    }

    /** What runs from a release. */
    public record ProcessSpec(
            @Key(value = "Its name in the site.", example = "web") String name,
            @Key(value = "The web process, of which a site has one at most; or a worker, or what a timer starts.") Kind kind,
            @Key(value = "The template of its service.", example = "web.service.j2") Located<RelativePath> unit,
            @Key(value = "The template of the socket unit that holds the web process's socket under strategy restart.", absent = "that strategy is refused", example = "web.socket.j2") Optional<Located<RelativePath>> socket,
            @Key(value = "The template of the timer, for a timer.", absent = "it is none", example = "clearsessions.timer.j2") Optional<Located<RelativePath>> timer,
            @Key(value = "How long requests may take to end when a release is replaced, where the site does not say.", fallback = "60s") Duration drain,
            @Key(value = "An expression; false leaves it out.", absent = "it is wanted") Optional<Template> when,
            @Key(value = "An expression for a list of mappings: one worker or timer is made of each, called as its 'name' says; the templates see it as 'item'.", absent = "there is one process", example = "django_workers") Optional<Template> each) {
        /** The rule for the name of a process, which is a part of its units' names. */
        public static final String NAME = "[a-z][a-z0-9-]{0,40}";

        public ProcessSpec {
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException("a process has a name of small letters, digits and dashes");
            }
            if (timer.isPresent() != (kind == Kind.TIMER)) {
                throw new IllegalArgumentException(
                        "the key 'timer' belongs to a process of kind timer, and to no other");
            }
            if (socket.isPresent() && kind != Kind.WEB) {
                throw new IllegalArgumentException("the key 'socket' belongs to a process of kind web");
            }
            if (each.isPresent() && kind == Kind.WEB) {
                throw new IllegalArgumentException("a site has one web process: the key 'each' belongs to the others");
            }
        }

        /** Kinds of processes. */
        public enum Kind {
            WEB, WORKER, TIMER
        }
    }
}
