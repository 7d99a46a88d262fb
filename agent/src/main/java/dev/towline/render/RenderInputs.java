package dev.towline.render;

import dev.towline.secret.SecretStore;

/** What a target is rendered with besides the config repo. */
public record RenderInputs(SecretStore secrets, AppTree app, Interpreter interpreter) {}
