package dev.towline.desired;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One key of a YAML file, on the record component of the same name. The parser, the JSON Schemas and the reference page are
 * all made from it, so that none of them can say what the others do not.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** What it means, in one line. */
    String value();

    /** The value when the key is absent, as YAML. Without one, lists and maps are empty and anything else is required. */
    String fallback() default "";

    /** What happens when an optional key is absent, in words, for the reference page. */
    String absent() default "";

    String example() default "";

    /** A list that must not be absent. */
    boolean required() default false;

    /** Whether a single value may stand for a list of one. */
    boolean single() default false;

    int min() default 0;

    int max() default Integer.MAX_VALUE;
}
