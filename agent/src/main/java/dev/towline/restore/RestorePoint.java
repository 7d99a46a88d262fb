package dev.towline.restore;

import java.time.Instant;

/** One verified dump. @param bytes its size */
public record RestorePoint(String path, String release, Instant taken, long bytes) {}
