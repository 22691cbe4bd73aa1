package blt4j.stage;

import org.apiguardian.api.API;

/**
 * A program of a model, as far as it concerns those who reckon with a model and do not run it: what a ledger books work
 * under, and what costs are asked of. Only a model's own programs are of this kind; whoever implements it otherwise is
 * refused where programs are taken.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface StageProgram {
    /** {@return its name, unique within a model, for messages} */
    String name();

    /** {@return whom its work is attributed to} */
    Stage stage();

    /** {@return how many rows back its self-attention sees, itself included; 0 for all} */
    int window();

    /** {@return how many parameters it has, embedding tables included} */
    long parameters();
}
