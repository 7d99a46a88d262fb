package dev.towline.host.local;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keys that would change what runs if they were passed over. All others that the local service manager does not know only
 * restrict, order or describe, and are passed over.
 */
final class UnsupportedKeys {
    private static final Map<String, String> SERVICE = Map.ofEntries(
            Map.entry("RuntimeDirectory", "name the folder in the component instead"),
            Map.entry("StateDirectory", "name the folder in the component instead"),
            Map.entry("CacheDirectory", "name the folder in the component instead"),
            Map.entry("LogsDirectory", "name the folder in the component instead"),
            Map.entry("ConfigurationDirectory", "name the folder in the component instead"),
            Map.entry("LoadCredential", "use EnvironmentFile="),
            Map.entry("LoadCredentialEncrypted", "use EnvironmentFile="),
            Map.entry("SetCredential", "use EnvironmentFile="),
            Map.entry("SetCredentialEncrypted", "use EnvironmentFile="),
            Map.entry("ImportCredential", "use EnvironmentFile="),
            Map.entry("RootDirectory", "it needs root"), Map.entry("RootImage", "it needs root"),
            Map.entry("BindPaths", "it needs root"), Map.entry("BindReadOnlyPaths", "it needs root"),
            Map.entry("TemporaryFileSystem", "it needs root"), Map.entry("PrivateNetwork", "it needs root"),
            Map.entry("NetworkNamespacePath", "it needs root"), Map.entry("Sockets", "there are no socket units"),
            Map.entry("ExecCondition", "test in the program itself"),
            Map.entry("PIDFile", "let the program stay in front"),
            Map.entry("BusName", "there is no bus"));
    private static final Set<String> CONDITIONS_KNOWN = Set.of("ConditionPathExists", "AssertPathExists");

    private UnsupportedKeys() {}

    static void refuse(UnitFile file) {
        for (UnitFile.Setting setting : file.settings()) {
            String remedy = setting.section().equals("Service") ? SERVICE.get(setting.key()) : null;
            if (remedy != null && !List.of("", "no", "false", "off", "0").contains(setting.value())) {
                throw new UnitProblem(file.name(), setting.line(), "the local service manager cannot do "
                        + setting.key() + "= (" + remedy + ")");
            }
            boolean condition = setting.section().equals("Unit")
                    && List.of("Condition", "Assert").stream().anyMatch(setting.key()::startsWith);
            if (condition && !CONDITIONS_KNOWN.contains(setting.key())) {
                throw new UnitProblem(file.name(), setting.line(), "the local service manager knows only"
                        + " ConditionPathExists=, not " + setting.key() + "=");
            }
        }
    }
}
