package dev.towline.cli;

import dev.towline.config.AgentSettings.TokenScope;
import dev.towline.secret.AccessToken;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code towline token NAME}: makes a token of the HTTP API. */
@Command(name = "token", mixinStandardHelpOptions = true, description = {"Make a token for the HTTP API.",
        "Prints the token once, and the line with its SHA-256 for agent.yaml. Changes nothing: add the line and restart the agent."}, footer = {
                "", "Example: towline token grafana --scope read"})
final class TokenCommand implements Callable<Integer> {
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Parameters(paramLabel = "NAME", description = "Who will use it; the audit trail has this name.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--scope", paramLabel = "SCOPE", defaultValue = "read", description = "read: see everything; operate: ask for something too (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private TokenScope scope;

    @Override
    public Integer call() {
        if (!name.matches(NAME)) {
            throw Common.Invalid.of("NAME", "'" + name + "' cannot be a token's name",
                    "small letters, digits and dashes");
        }
        AccessToken token = AccessToken.random();
        String line = "{ name: " + name + ", scope: " + scope.name().toLowerCase(Locale.ROOT) + ", sha256: "
                + token.sha256() + " }";
        if (common.json()) {
            Map<String, String> json = new LinkedHashMap<>();
            json.put("name", name);
            json.put("scope", scope.name().toLowerCase(Locale.ROOT));
            json.put("token", token.value().reveal());
            json.put("sha256", token.sha256());
            common.out().json(json);
        } else {
            common.out().line("The token, shown only now:");
            common.out().line("  " + token.value().reveal());
            common.out().line("Its line in agent.yaml; restart the agent afterwards:");
            common.out().line("  api: { tokens: [" + line + "] }");
        }
        return 0;
    }
}
