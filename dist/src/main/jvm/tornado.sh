# For the launcher. sdk_problem SDK prints why TornadoVM cannot be started from there, or nothing. An argument file names
# the SDK's folders, which are not there any more if it was moved, and the JVM would not start.
sdk_problem() {
  local sdk=$1 path folder
  if [ ! -s "$sdk/tornado-argfile" ]; then
    if [ -z "${TORNADOVM_HOME:-}" ]; then
      printf '%s' "There is no TornadoVM in $sdk"
    else
      printf '%s' "TORNADOVM_HOME is $sdk, where there is no TornadoVM; unset, it would be ~/.sdkman/candidates/tornadovm/current"
    fi
    return
  fi
  path=$(sed -n 's/^--module-path[ =]*//p' "$sdk/tornado-argfile" | tail -n 1)
  IFS=: read -ra path <<<"$path"
  for folder in ${path[@]+"${path[@]}"}; do
    [ -d "$folder" ] && continue
    printf '%s' "TornadoVM's SDK in $sdk is not whole, or was moved: it wants $folder, which is not there"
    return
  done
}

# Prints the options that open the SDK's drivers, a line each: what they compiled for one task is given to others (KernelCode),
# and where every kernel was kept, the compiler is spared (Sketches).
sdk_opens() {
  local driver
  if compgen -G "$1/share/java/tornado/tornado-runtime-*.jar" >/dev/null; then
    printf '%s\n' "--add-opens=tornado.api/uk.ac.manchester.tornado.api=ALL-UNNAMED" \
      "--add-opens=tornado.runtime/uk.ac.manchester.tornado.runtime.sketcher=ALL-UNNAMED" \
      "--add-opens=tornado.runtime/uk.ac.manchester.tornado.runtime.tasks=ALL-UNNAMED"
  fi
  for driver in opencl ptx cuda; do
    compgen -G "$1/share/java/tornado/tornado-drivers-$driver-*.jar" >/dev/null || continue
    printf '%s\n' "--add-opens=tornado.drivers.$driver/uk.ac.manchester.tornado.drivers.$driver=ALL-UNNAMED"
  done
}
