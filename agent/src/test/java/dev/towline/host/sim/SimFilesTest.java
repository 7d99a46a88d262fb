package dev.towline.host.sim;

import dev.towline.host.HostFiles;
import dev.towline.host.HostFilesContract;
import dev.towline.host.Ownership;

/** The simulated disk keeps the contract. */
final class SimFilesTest extends HostFilesContract {
    private final SimHost host = new SimHost();

    SimFilesTest() {
        host.simDisk().makeDirectories("/work");
    }

    @Override
    protected HostFiles files() {
        return host.files();
    }

    @Override
    protected String folder() {
        return "/work";
    }

    @Override
    protected Ownership owned(int mode) {
        return new Ownership("www-data", "www-data", mode);
    }
}
