package blt4j.stage;

import org.apiguardian.api.API;

/** What a session keeps of a text's computation. The tools that come with the engine look into it, and nobody else can. */
@API(status = API.Status.INTERNAL, since = "0.1")
public interface Kept {}
