package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.AgentSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code towline dashboard}: a login URL that works once. */
@Command(name = "dashboard", mixinStandardHelpOptions = true, description = {
        "Print a URL that opens the dashboard in a browser.",
        "It works once, within two minutes, and lets the browser read for four hours. From another machine: ssh -L 9876:127.0.0.1:9876 HOST"}, footer = {
                "", "Example: towline dashboard"})
final class DashboardCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Override
    public Integer call() throws IOException {
        AgentSettings settings = common.settings();
        AgentClient.Answer answer = common.client(settings).post("/api/v1/login", "");
        if (!answer.ok()) {
            throw new IOException(Answers.error(answer));
        }
        JsonNode login = Out.tree(answer.body());
        String host = settings.listen().getAddress().getHostAddress();
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.listen().getPort()
                + login.path("path").asText();
        if (common.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("url", url);
            json.put("seconds", login.path("seconds").asInt());
            common.out().json(json);
        } else {
            common.out().line(url);
        }
        return 0;
    }
}
