package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One host and its package index for all tests of a class; when one fails, the host's journal is kept beside its report. */
public final class BootedHost implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback {
    private final HostImage image;
    private @Nullable DebianHost host;
    private @Nullable PackageIndex index;

    private BootedHost(HostImage image) {
        this.image = image;
    }

    public static BootedHost of(HostImage image) {
        return new BootedHost(image);
    }

    public DebianHost host() {
        return booted(host);
    }

    public PackageIndex index() {
        return booted(index);
    }

    private static <T> T booted(@Nullable T thing) {
        if (thing == null) {
            throw new IllegalStateException("not booted; is the extension a static field with @RegisterExtension?");
        }
        return thing;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Ground.require();
        DebianHost fresh = DebianHost.boot(image);
        host = fresh;
        index = PackageIndex.serve(fresh);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            String name = context.getRequiredTestClass().getSimpleName() + "."
                    + context.getRequiredTestMethod().getName();
            try {
                Path folder = Files.createDirectories(Path.of(System.getProperty("basedir", "."), "target/lab"));
                Files.writeString(folder.resolve(name + ".journal"), host().journal());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (index != null) {
            index.close();
        }
        if (host != null) {
            host.close();
        }
    }
}
