package dev.towline.follow;

import dev.towline.desired.ConfigFiles;
import dev.towline.render.AgentFacts;
import dev.towline.render.Interpreter;
import dev.towline.secret.SecretStore;
import dev.towline.source.SourceSpec;

/**
 * What following Git needs to know of the agent.
 *
 * @param config the config repo
 * @param path folder of the config repo that is meant, or empty
 * @param host name of this host in it
 * @param shipped the components that come with the agent
 */
public record GitSettings(SourceSpec config, String path, String host, ConfigFiles shipped, AgentFacts agent,
        SecretStore secrets,
        Interpreter interpreter) {}
