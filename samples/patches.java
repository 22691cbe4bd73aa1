///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25
//DEPS io.github.blt4j:blt4j-engine:0.1.0-SNAPSHOT
//RUNTIME_OPTIONS --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED
// jbang samples/patches.java "a text", from the clone's folder, after ./mvnw install; or BLT_MODEL=FOLDER from anywhere.

import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;

void main(String[] args) {
    byte[] text = String.join(" ", args).getBytes();
    String named = System.getenv("BLT_MODEL");
    try (var blt = Blt.open(named == null ? BundledModels.defaultModel() : Path.of(named));
            var session = Session.open(blt, SessionOptions.ofCapacity(text.length).withEntropyModelAlone())) {
        session.append(text);
        for (int i = 0; i < text.length; i++) {
            IO.print((i > 0 && session.patches().beginsAt(i + 1) ? "|" : "") + (char) text[i]);
        }
        IO.println();
    }
}
