package dev.towline.status;

/** Where root reads what a site's own tools say of its databases, as JSON; takes its time. */
@FunctionalInterface
public interface DoctorBoard {
    String examine(String target);
}
