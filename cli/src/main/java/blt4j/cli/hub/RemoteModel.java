package blt4j.cli.hub;

import java.util.List;
import java.util.Optional;

/**
 * A model's repository on the Hub.
 *
 * @param id owner and name
 * @param commit the revision's, in hexadecimal digits
 * @param gated whether terms must be accepted before its files may be had
 * @param license what the model's card names, if anything
 * @param licenseLink where the licence can be read, if the card says
 * @param files all of them
 */
record RemoteModel(
        String id,
        String commit,
        boolean gated,
        Optional<String> license,
        Optional<String> licenseLink,
        List<RemoteFile> files) {
    RemoteModel {
        files = List.copyOf(files);
    }
}
