package dev.towline.web;

import dev.towline.audit.AuditTrail;
import dev.towline.event.Events;
import dev.towline.status.DeploymentBoard;
import dev.towline.status.DoctorBoard;
import dev.towline.status.PreviewBoard;
import dev.towline.status.RestoreBoard;
import dev.towline.status.StatusBoard;
import dev.towline.trigger.TriggerSink;
import java.time.InstantSource;
import java.util.function.Supplier;

/** All that the edge sees of the house. */
public record Views(StatusBoard status, DeploymentBoard deployments, PreviewBoard previews, RestoreBoard restores,
        DoctorBoard doctor,
        TriggerSink triggers,
        Events events,
        AuditTrail audit,
        Supplier<String> scrape, InstantSource clock) {}
