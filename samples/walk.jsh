// A walk through a Byte Latent Transformer, for teaching. From the clone's folder, once something was built:
//   jshell --class-path "target/dist/lib/*" -R--add-modules=jdk.incubator.vector samples/walk.jsh
// Lines can be typed one after another instead; each prints what it finds.
import blt4j.analysis.cost.*
import blt4j.analysis.predict.*
import blt4j.generation.*
import blt4j.model.*
import blt4j.patching.*
import blt4j.vocabulary.*

// A model is a folder. This one comes along; it is small and opens at once.
Blt blt = Blt.open(BundledModels.find("blt-mini").orElseThrow())
System.out.println("open: " + blt.name())

// A session is a text being read. Appending bytes runs the entropy model over them.
byte[] text = "the quick brown fox".getBytes()
Session session = Session.open(blt, SessionOptions.ofCapacity(400))
session.append(text)

// How hard was each byte to predict, in nats? Look at the u after the q, and at the beginnings of words.
for (int i = 0; i < text.length; i++) System.out.printf("%c %.2f%n", text[i], session.entropyOf(i))

// Patches begin where that is high. Position 0 is the begin-of-sequence.
Patches patches = session.patches()
System.out.println(patches.count() + " patches, " + patches.bytesPerPatch() + " bytes each")

// Another threshold, other patches; nothing but what depends on them is read again.
session.repatch(new PatcherConfig(new PatcherConfig.Threshold(1.0)))
System.out.println("threshold 1.0: " + session.patches().count() + " patches")

// What does the whole model think comes next?
float[] logits = new float[Vocabulary.SIZE]
session.nextByteLogits(session.length(), logits)
TopPredictions top = TopPredictions.of(logits, 3)
for (var p : top.likeliest()) System.out.printf("next %s %.0f %%%n", Vocabulary.isByte(p.id()) ? (char) Vocabulary.toByte(p.id()) : "end", 100 * p.probability())

// What does a byte cost, and what would it cost in longer patches?
CostAtContext cost = CostAtContext.of(blt.programs().all(), 4096)
for (double size : new double[] {1, 4, 8}) System.out.printf("patches of %.0f bytes: %,.0f FLOPs a byte%n", size, cost.perByte(size).total())

// Let it write on.
new Generator(session, SamplingOptions.PLAIN.withTemperature(0.7).withSeed(1), GenerationListener.NONE).run(GenerationLimits.bytes(60))
System.out.println(new String(session.bytes()))

session.close()
blt.close()
/exit
