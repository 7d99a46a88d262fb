package dev.towline.host;

import java.util.Map;

/**
 * What a template may know of the machine.
 *
 * @param name the host's name in the config repo
 * @param cores processors
 * @param memoryMegabytes memory of the machine
 * @param distribution ID of os-release, for instance debian
 * @param release VERSION_ID of os-release, for instance 12
 * @param architecture as Debian names it, for instance amd64
 */
public record Facts(String name, int cores, long memoryMegabytes, String distribution, String release,
        String architecture) {
    public Map<String, Object> asMap() {
        return Map.of("name", name, "cores", cores, "memory_mb", memoryMegabytes, "distribution", distribution,
                "release",
                release, "architecture", architecture);
    }
}
