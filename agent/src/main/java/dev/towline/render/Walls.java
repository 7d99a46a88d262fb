package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.SystemAccountNames;
import dev.towline.desired.TargetSpec;
import dev.towline.host.Account;
import dev.towline.host.Ownership;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one component may touch, held against what came out of its templates, whatever its variables were. A host's component keeps to
 * its roots; a component of a site to the site's, and runs as the site's user, unless it came with Towline or the host admits it.
 */
final class Walls {
    private static final String UNITS = "/etc/systemd/system/";
    private static final int SET_ID = 06000;
    private static final int SET_UID = 04000;
    private static final int WRITE_FOR_OTHERS = 0002;
    private static final int WRITE_FOR_GROUP = 0020;
    private static final Set<String> INTERPRETER_WORDS = Set.of("-V", "-VV", "-v", "--version", "-version");

    private final TargetSpec target;
    private final Component component;
    private final AgentFacts agent;
    private final HostRoots roots;
    private final List<String> declared;
    private final Rank rank;
    private final String home;
    private final String run;

    /** @param declared the paths of the component's 'roots' */
    Walls(TargetSpec target, Component component, AgentFacts agent, HostRoots roots, List<String> declared) {
        this.target = target;
        this.component = component;
        this.agent = agent;
        this.roots = roots;
        this.declared = declared.stream().map(this::bare).toList();
        this.home = "/opt/" + target.name();
        this.run = "/run/sites/" + target.name();
        this.rank = Rank.of(target, component);
    }

    /** Whether all of it must stay with the site's user. */
    private boolean confined() {
        return rank == Rank.OWN;
    }

    CheckWalls checks() {
        return new CheckWalls(target, agent, confined() || target.delegated().isPresent());
    }

    RenderedDirectory directory(RenderedDirectory directory) {
        String path = bare(directory.path());
        Ownership owner = directory.ownership();
        if (HostRoots.isSystemFolder(path) && !confined()) {
            if (!owner.equals(Ownership.root(0755))) {
                throw refused("the system's folder " + path + " as " + owner,
                        "leave it out, or name it as root:root 0755");
            }
            return directory;
        }
        writes(path);
        mode(path, owner, SET_UID);
        owner(path, owner);
        return directory;
    }

    RenderedFile file(RenderedFile file) {
        String path = bare(file.path());
        if (path.startsWith(UNITS)) {
            unitFile(file, path.substring(UNITS.length()), confined());
        } else if (confined() && path.equals("/etc/tmpfiles.d/towline-" + target.name() + ".conf")) {
            tmpfiles(file.content());
        } else {
            writes(path);
        }
        mode(path, file.ownership(), SET_ID);
        owner(path, file.ownership());
        follows(file.onChange());
        return file;
    }

    /** A unit of a process: with Towline's own components, too, it runs as the site's user. */
    RenderedFile process(RenderedFile file) {
        String unit = bare(file.path()).substring(UNITS.length());
        unitFile(file, unit, rank == Rank.OWN || rank == Rank.SHIPPED);
        return file;
    }

    RenderedFile releaseFile(RenderedFile file) {
        mode(file.path(), file.ownership(), SET_ID);
        if (confined() && !among(file.ownership().owner(), "root")
                || !among(file.ownership().group(), "root", "www-data")) {
            throw refused(file.path() + " for " + file.ownership(), "use root or the site's user");
        }
        return file;
    }

    RenderedLink link(RenderedLink link) {
        writes(bare(link.path()));
        for (String to : link.targets()) {
            reads(bare(to));
        }
        follows(link.onChange());
        return link;
    }

    Account user(Account account) {
        if (SystemAccountNames.has(account.name())) {
            throw refused("the system's account " + account.name(), "choose another name");
        }
        if (rank == Rank.HOST) {
            return account;
        }
        if (!account.name().equals(target.user()) && rank != Rank.ADMITTED) {
            throw refused("the user " + account.name(), "a site's components make the site's user, " + target.user());
        }
        if (confined() && (!account.groups().isEmpty() || !HostRoots.below(bare(account.home()), home))) {
            throw refused("the user " + account.name() + " with groups or a home elsewhere",
                    "leave the groups out, and use " + home);
        }
        writes(bare(account.home()));
        return account;
    }

    RenderedUnit unit(RenderedUnit unit) {
        ownUnit(unit.name());
        return unit;
    }

    SetupCommand setup(SetupCommand command) {
        writes(bare(command.creates()));
        if (confined() && !target.user().equals(command.user())) {
            throw refused("the command '" + command.name() + "' as " + command.user(),
                    "write user: \"{{ site.user }}\"");
        }
        return command;
    }

    DatabaseWalls databases() {
        return new DatabaseWalls(target.user(), confined() || target.delegated().isPresent(), this::refused);
    }

    RenderedDatabase database(RenderedDatabase database) {
        return databases().database(database);
    }

    /** What is saved before migrations is also what is put back. */
    void saves(List<RestoreSource> sources) {
        for (RestoreSource source : sources) {
            switch (source) {
                case RestoreSource.Postgres postgres -> databases().saved(postgres.database());
                case RestoreSource.Sqlite sqlite -> {
                    String path = bare(sqlite.path());
                    if (!HostRoots.below(path, home) && rank != Rank.ADMITTED) {
                        throw refused("the SQLite file " + path, "keep it below " + home + "/shared");
                    }
                }
            }
        }
    }

    /** Folders that a build may write: what is bound there is bound by root. */
    void writable(List<String> paths) {
        paths.stream().map(this::bare).forEach(path -> {
            notTheirs(path);
            if (!HostRoots.below(path, home) && !HostRoots.below(path, run) && rank != Rank.ADMITTED) {
                throw refused("builds that write " + path, "keep to " + home + "/shared");
            }
        });
    }

    /** Root asks it while it renders. */
    List<String> interpreter(List<String> argv) {
        String program = argv.getFirst();
        boolean known = !program.contains("/") || program.startsWith("/usr/") && !program.contains("..")
                || rank == Rank.SHIPPED && !target.delegated().isPresent() && !roots.site(bare(program)).isPresent();
        boolean asksVersion = argv.size() == 1 || argv.size() == 2 && INTERPRETER_WORDS.contains(argv.get(1));
        if (rank != Rank.ADMITTED && !(known && asksVersion)) {
            throw refused("the command " + String.join(" ", argv) + " as root",
                    "name a program of the system and -VV or --version");
        }
        return argv;
    }

    /** Validators are run by root. */
    boolean validator(String name) {
        if (confined()) {
            throw refused("the validator '" + name + "', which root runs", "give it to a component of the host");
        }
        return true;
    }

    void group(String group) {
        if (confined() && !among(group, "www-data")) {
            throw refused("releases for the group " + group, "use www-data or the site's user");
        }
    }

    private boolean among(String name, String... others) {
        return name.equals(target.user()) || List.of(others).contains(name) || !(confined() || rank == Rank.SHIPPED);
    }

    private void unitFile(RenderedFile file, String unit, boolean contentToo) {
        ownUnit(unit);
        if (contentToo && file.content().text().isPresent()) {
            List<String> mistakes = new SiteUnits(target.user(), agent.below(home), agent.below(run),
                    u -> roots.siteOfUnit(u).filter(target.name().value()::equals).isPresent())
                    .mistakes(unit, file.content().text().get());
            if (!mistakes.isEmpty()) {
                throw refused("the unit " + unit + ": " + String.join("; ", mistakes), "");
            }
        } else if (contentToo) {
            throw refused("the unit " + unit + ", which is no text", "write a template");
        }
    }

    private void ownUnit(String unit) {
        if (HostRoots.isAgentsUnit(unit)) {
            throw refused("the agent's own unit " + unit, "choose another name");
        }
        Optional<String> site = roots.siteOfUnit(unit);
        if (site.isPresent() && !target.name().value().equals(site.get())) {
            throw refused("the unit " + unit + " of the site " + site.get(), "choose another name");
        }
        if (confined() && (site.isEmpty() || unit.contains("/"))) {
            throw refused("the unit " + unit, "name it " + target.name() + "-….service");
        }
    }

    private void tmpfiles(Content content) {
        FolderLines.misfit(content.text().orElse("!"), this::folder).ifPresent(line -> {
            throw refused("the line '" + dev.towline.source.Printable.of(line, 80) + "' of tmpfiles.d",
                    "write: d " + run + "/blue 2750 " + target.user() + " www-data -");
        });
    }

    private boolean folder(String path, String owner, String group) {
        return path.equals("/run/sites") && owner.equals("root") && group.equals("root")
                || HostRoots.below(bare(path), run) && !path.contains("..") && among(owner, "root")
                        && among(group, "root", "www-data");
    }

    private void follows(OnChange change) {
        switch (change) {
            case OnChange.Nothing _ -> {
            }
            case OnChange.Reload reload -> {
                if (!reload.unit().equals("nginx.service")) {
                    ownUnit(reload.unit());
                }
            }
            case OnChange.Restart restart -> ownUnit(restart.unit());
            case OnChange.Run command -> {
                String own = "/etc/tmpfiles.d/towline-" + target.name() + ".conf";
                if (confined() && !(command.argv().size() == 3
                        && command.argv().subList(0, 2).equals(List.of("systemd-tmpfiles", "--create"))
                        && bare(command.argv().get(2)).equals(own))) {
                    throw refused("the command " + String.join(" ", command.argv()) + " as root",
                            "only systemd-tmpfiles --create " + own + " is for a site's own component");
                }
            }
        }
    }

    private void notTheirs(String path) {
        if (HostRoots.isAgents(path)) {
            throw refused("the agent's own " + path, "choose another path");
        }
        Optional<String> site = roots.site(path);
        if (site.isPresent() && !target.name().value().equals(site.get())) {
            throw refused(path + " of the site " + site.get(), "choose a path of its own");
        }
    }

    private void writes(String path) {
        notTheirs(path);
        boolean own = HostRoots.below(path, home) || HostRoots.below(path, run);
        if (own && rank != Rank.HOST) {
            return;
        }
        if (confined()) {
            throw refused(path, "keep to " + home + ", " + run + " and the units " + target.name() + "-…");
        }
        if (!declared.isEmpty()) {
            if (declared.stream().noneMatch(root -> HostRoots.below(path, root))) {
                throw refused(path + ", which is not below its roots",
                        "add it to 'roots': " + String.join(", ", declared));
            }
            return;
        }
        HostRoots.sensitive(path).ifPresent(root -> {
            throw refused(path, "only a component that names " + root + " in its 'roots' writes there");
        });
        if (HostRoots.isSystemFolder(path)) {
            throw refused("the system's folder " + path, "choose a path below it");
        }
    }

    /** A link is followed by nginx, which may read more than the site's user. */
    private void reads(String path) {
        notTheirs(path);
        if (confined() && !HostRoots.below(path, home) && !HostRoots.below(path, run)) {
            throw refused("a link to " + path, "keep to " + home);
        }
    }

    private void mode(String path, Ownership owner, int refusedBits) {
        if ((owner.mode() & (refusedBits | WRITE_FOR_OTHERS)) != 0) {
            throw refused(path + " with mode " + owner.octal(),
                    "leave out set-user-id, set-group-id and write for others");
        }
    }

    /** What root reads, root owns: outside of the site's own folders nothing is for others to change. */
    private void owner(String path, Ownership owner) {
        if (rank == Rank.HOST) {
            return;
        }
        boolean inside = HostRoots.below(path, home) || HostRoots.below(path, run);
        boolean safe = inside
                ? among(owner.owner(), "root") && among(owner.group(), "root", "www-data")
                : owner.owner().equals("root")
                        && ((owner.mode() & WRITE_FOR_GROUP) == 0 || owner.group().equals("root"));
        if (!safe && rank != Rank.ADMITTED) {
            throw refused(path + " for " + owner, inside ? "use root or the site's user" : "it must be root's");
        }
    }

    private String bare(String path) {
        String root = agent.root();
        return !root.isEmpty() && HostRoots.below(path, root)
                ? path.length() == root.length() ? "/" : path.substring(root.length())
                : path;
    }

    private IllegalArgumentException refused(String what, String remedy) {
        String who = rank == Rank.HOST ? component.toString() : component + " of the site " + target.name();
        String way = confined()
                ? (remedy.isEmpty() ? "" : "; ") + "or let the host admit it: admit: [" + component.name() + "]"
                : "";
        return new IllegalArgumentException(
                who + " may not have " + what + (remedy.isEmpty() && way.isEmpty() ? "" : "; ") + remedy + way);
    }
}
