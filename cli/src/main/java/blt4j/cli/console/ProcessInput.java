package blt4j.cli.console;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;

/** This process's standard input. */
public final class ProcessInput extends BufferedInputStream {
    /** Opens it. */
    public ProcessInput() {
        super(new FileInputStream(FileDescriptor.in));
    }
}
