package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedSystemReaderTest {
    @Test
    void neither_the_users_nor_the_systems_configuration_is_seen(@TempDir Path temp) throws Exception {
        Files.writeString(temp.resolve(".gitconfig"), "[http]\n\tsslVerify = false\n");
        String home = System.getProperty("user.home");
        System.setProperty("user.home", temp.toString());
        try {
            IsolatedSystemReader.install();
            FS fs = FS.DETECTED.newInstance().setUserHome(temp.toFile());
            SystemReader reader = SystemReader.getInstance();
            assertNull(reader.openUserConfig(null, fs).getString("http", null, "sslVerify"));
            assertNull(reader.getUserConfig().getString("http", null, "sslVerify"));
            assertNull(reader.getSystemConfig().getString("http", null, "sslVerify"));
            assertNull(reader.getenv("GIT_DIR"));
            assertNull(reader.getenv("PATH"));
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void a_mirror_checks_what_it_fetches_and_is_bare(@TempDir Path temp) throws Exception {
        try (Mirror mirror = Mirror.open(temp.resolve("m"), dev.towline.source.FetchLimits.defaults())) {
            Repository repository = mirror.repository();
            assertTrue(repository.isBare());
            assertTrue(repository.getConfig().getBoolean("fetch", "fsckObjects", false));
            assertTrue(repository.getConfig().getBoolean("transfer", "fsckObjects", false));
        }
    }
}
