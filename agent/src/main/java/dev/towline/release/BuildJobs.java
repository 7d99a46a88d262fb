package dev.towline.release;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.Job;
import dev.towline.host.JobResult;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BuildStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of a build as jobs of the site's user. What looks like the network's fault gets three tries. */
final class BuildJobs {
    private static final Logger LOG = LoggerFactory.getLogger(BuildJobs.class);
    private static final int TRIES = 3;
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private final Host host;

    BuildJobs(Host host) {
        this.host = host;
    }

    /** A step of an environment: the release's own files are not there yet, and must not be what decides it. */
    void environment(RenderedRelease release, String part, BuildStep step, String folder, List<String> writable,
            Work work) {
        run(step, job(release, part, step, folder, writable, List.of(), work), work);
    }

    /**
     * @param part names the job together with the site and the step, the same for each release: a build that an agent's death
     *     left running is ended by the next one of the site, and no results pile up
     * @param folder where it runs
     * @throws Refused when it fails: the revision's fault, unless its output says that a network or mirror was out of reach
     */
    void run(RenderedRelease release, String part, BuildStep step, String folder, List<String> writable, Work work) {
        run(step, job(release, part, step, folder, writable, release.environmentFiles(), work), work);
    }

    private void run(BuildStep step, Job job, Work work) {
        for (int attempt = 1;; attempt++) {
            host.jobs().forget(job.name());
            work.output().accept("$ " + String.join(" ", step.argv()));
            JobResult result = once(job, work);
            host.jobs().forget(job.name());
            if (result.ok()) {
                return;
            }
            boolean environment = result.killed() || NetworkSigns.in(result.output());
            if (!environment || attempt == TRIES) {
                throw new Refused(environment ? Fault.ENVIRONMENT : Fault.REVISION,
                        "'" + step.name() + "' " + JobEnds.of(job, result));
            }
            LOG.warn("'{}' failed and it looks like the network: try {} of {} follows", step.name(), attempt + 1,
                    TRIES);
            pause(step);
        }
    }

    private JobResult once(Job job, Work work) {
        try {
            return host.jobs().run(job, work.output());
        } catch (HostException e) {
            throw JobEnds.late(e);
        }
    }

    static Job job(RenderedRelease release, String part, BuildStep step, String folder, List<String> writable,
            List<String> environmentFiles, Work work) {
        List<String> mayWrite = new ArrayList<>(release.writable());
        mayWrite.addAll(writable);
        String name = work.job(part) + "-" + step.name().replaceAll("[^A-Za-z0-9]+", "-");
        return new Job(name.length() > 120 ? name.substring(0, 120) : name, step.argv(), release.user(), folder,
                Map.of(), environmentFiles, mayWrite, release.limits().of(step), release.limits().job());
    }

    private void pause(BuildStep step) {
        try {
            host.pause().sleep(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(HostException.Kind.KILLED, "stopped between two tries of " + step.name(), e);
        }
    }
}
