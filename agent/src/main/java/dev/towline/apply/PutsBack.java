package dev.towline.apply;

import dev.towline.history.Undo;

/** Puts databases back. May be cut at any point and begun again. */
public interface PutsBack {
    /** As a restore point has it. */
    void putBack(Undo.PutBack undo);

    /** As it was set aside; nothing happens where it is not aside. */
    void takeBack(Undo.TakeBack undo);
}
