package dev.towline.apply;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.plan.Action;
import dev.towline.render.RenderedDatabase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packages, users, databases and repeatable commands. What they made stays: none of it harms what runs. */
final class FoundationEffects {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(5);
    private final Host host;

    FoundationEffects(Host host) {
        this.host = host;
    }

    void install(Action.InstallPackages action) {
        host.packages().install(action.names());
    }

    void create(Action.CreateUser action) {
        host.accounts().create(action.account());
    }

    void join(Action.JoinGroups action) {
        host.accounts().join(action.account().name(), action.account().groups());
    }

    void put(Action.PutDatabase action) {
        RenderedDatabase database = action.database();
        host.databases().putRole(database.role(), database.password().reveal());
        if (host.databases().owner(database.name()).isEmpty()) {
            host.databases().create(database.name(), database.role());
        }
        database.extensions().forEach(extension -> host.databases().extension(database.name(), extension));
    }

    void setUp(Action.Setup action) {
        run(action.command().argv(), action.command().user());
        if (host.files().stat(action.command().creates()).isEmpty()) {
            throw new HostException(HostException.Kind.REJECTED,
                    "'" + action.command().name() + "' ended well but did not make " + action.command().creates());
        }
    }

    void run(List<String> argv, @Nullable String user) {
        CommandResult result = host.commands().run(Command.of(argv).as(user).within(COMMAND_TIMEOUT));
        if (!result.ok()) {
            throw new HostException(HostException.Kind.REJECTED,
                    String.join(" ", argv) + " ended with " + result.exit() + ": " + result.output());
        }
    }
}
