package dev.towline.source.git;

import dev.towline.source.VersionRange;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Where a look at the remote is done: in this process, or in one of its own. */
interface Looking {
    /**
     * @param folder of the mirror
     * @param fresh whether the mirror is being made anew, so that it may lack what was in use
     */
    record Task(Remembered memory, Mirror mirror, Path folder, File home, boolean fresh) {}

    /** Of the last list that this process has read. */
    List<VersionRange.PassedOver> passedOver();

    /** @throws IOException that is the mirror's; the remote's are a finding */
    Finding look(Task task) throws IOException, InterruptedException, ExecutionException, TimeoutException;
}
