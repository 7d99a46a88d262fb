package dev.towline.render;

import dev.towline.desired.MigrationOverride;
import dev.towline.desired.MigrationPermit;
import dev.towline.desired.TargetName;
import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import dev.towline.health.HealthPolicy;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import dev.towline.host.JobLimits;
import dev.towline.host.Ownership;
import dev.towline.source.Revision;
import java.util.Map;

/**
 * What stands for a type in a digest of settings. A record may be renamed; its tag stays, because another digest would deploy every
 * site anew and forget every quarantine.
 */
final class FingerprintTag {
    private static final Map<Class<?>, String> TAGS = Map.ofEntries(
            Map.entry(RenderedTarget.class, "RenderedTarget"),
            Map.entry(TargetName.class, "TargetName"),
            Map.entry(Digest.class, "Digest"),
            Map.entry(Account.class, "Account"),
            Map.entry(RenderedDirectory.class, "RenderedDirectory"),
            Map.entry(Ownership.class, "Ownership"),
            Map.entry(RenderedFile.class, "RenderedFile"),
            Map.entry(OnChange.Nothing.class, "Nothing"),
            Map.entry(OnChange.Reload.class, "Reload"),
            Map.entry(OnChange.Restart.class, "Restart"),
            Map.entry(OnChange.Run.class, "Run"),
            Map.entry(RenderedLink.class, "RenderedLink"),
            Map.entry(RenderedUnit.class, "RenderedUnit"),
            Map.entry(RenderedDatabase.class, "RenderedDatabase"),
            Map.entry(SetupCommand.class, "SetupCommand"),
            Map.entry(Validator.class, "Validator"),
            Map.entry(HealthPolicy.class, "HealthPolicy"),
            Map.entry(HealthCheck.Http.class, "Http"),
            Map.entry(Endpoint.Unix.class, "Unix"),
            Map.entry(Endpoint.Port.class, "Port"),
            Map.entry(HealthCheck.Tcp.class, "Tcp"),
            Map.entry(HealthCheck.Unit.class, "Unit"),
            Map.entry(HealthCheck.Exec.class, "Exec"),
            Map.entry(HealthCheck.Sql.class, "Sql"),
            Map.entry(HealthCheck.Tls.class, "Tls"),
            Map.entry(RenderedRelease.class, "RenderedRelease"),
            Map.entry(Revision.class, "Revision"),
            Map.entry(RenderedRelease.Strategy.class, "Strategy"),
            Map.entry(RenderedRelease.Environment.class, "Environment"),
            Map.entry(RenderedRelease.BuildStep.class, "BuildStep"),
            Map.entry(RenderedRelease.Migration.class, "Migration"),
            Map.entry(RenderedRelease.RestoreSource.Postgres.class, "Postgres"),
            Map.entry(RenderedRelease.RestoreSource.Sqlite.class, "Sqlite"),
            Map.entry(RenderedRelease.Ordered.class, "Ordered"),
            Map.entry(RenderedRelease.Engine.Django.class, "Django"),
            Map.entry(RenderedRelease.Engine.SqlFiles.class, "SqlFiles"),
            Map.entry(RenderedRelease.ContractPolicy.class, "ContractPolicy"),
            Map.entry(MigrationPermit.class, "MigrationPermit"),
            Map.entry(MigrationPermit.Permission.class, "Permission"),
            Map.entry(MigrationOverride.class, "MigrationOverride"),
            Map.entry(RenderedRelease.WebProcess.class, "WebProcess"),
            Map.entry(RenderedRelease.SlotUnit.class, "SlotUnit"),
            Map.entry(RenderedRelease.Limits.class, "Limits"),
            Map.entry(JobLimits.class, "JobLimits"),
            Map.entry(RenderedRelease.BackgroundProcess.class, "BackgroundProcess"));

    private FingerprintTag() {}

    /** The tag of a type of ours; a type of the JDK stands for itself. */
    static String of(Class<?> type) {
        return TAGS.getOrDefault(type, type.getSimpleName());
    }

    static boolean isPinned(Class<?> type) {
        return TAGS.containsKey(type);
    }
}
