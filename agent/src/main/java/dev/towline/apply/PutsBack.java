package dev.towline.apply;

import dev.towline.history.Undo;

/** Puts a database back as a restore point has it. May be cut at any point and begun again. */
@FunctionalInterface
public interface PutsBack {
    void putBack(Undo.PutBack undo);
}
