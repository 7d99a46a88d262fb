package dev.towline.audit;

import java.util.List;

/** Where requests for decisions are written down. */
public interface AuditTrail {
    /** Durable when it returns; blocks for a write to the disk. */
    void record(AuditEntry entry);

    /** The newest first. */
    List<AuditEntry> newest(int limit);
}
