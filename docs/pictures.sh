#!/usr/bin/env bash
# Takes the pictures of the visualizer that the documentation shows: every view with the default model, in both themes,
# at two sizes, and each in Chinese once; a step of a lesson, and slides. No display is needed; all of them take a minute or
# two.
#
#   docs/pictures.sh            all of them
#   docs/pictures.sh patch      those of one view
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
images="$home/docs/images"
mkdir -p "$images"

guessed="It was a quiet night at the lighthouse, and the keeper had been asleep for an hour when somebody knocked at the door."

picture() { # NAME ARGUMENT...: prints a line of the album
  local name=$1
  shift
  (IFS=$'\t'; printf '%s\n' "--snapshot	$images/$name.png	$*")
}

album() { # VIEW...
  local view theme arguments large
  for view in "$@"; do
    arguments=(--view "$view" --select 58)
    large=()
    if [ "$view" = generate ]; then
      arguments=(--view generate --bytes 150 --select 30)
      large=(--bytes 330)
    fi
    [ "$view" != guess ] || arguments=(--view guess --text "$guessed" --guesses "night ot the b")
    # Before the first one counts: the JVM still compiles while it is taken, and the view tells how fast bytes come.
    [ "$view" != generate ] || picture "$view-light-1280" --view generate --bytes 900
    for theme in light dark; do
      picture "$view-$theme-1280" "${arguments[@]}" --theme "$theme" --size 1280x800
      picture "$view-$theme-2560" "${arguments[@]}" ${large[@]+"${large[@]}"} --theme "$theme" --size 2560x1440
    done
    picture "$view-zh-1280" "${arguments[@]}" --lang zh --size 1280x800
    if [ "$view" = compare ]; then
      picture pair-light-1280 --view compare --beside blt-mini --size 1280x800
    fi
    if [ "$view" = patch ]; then
      picture slide-patch-light --slide
      picture slide-patch-dark --slide --theme dark
    fi
    if [ "$view" = pipeline ]; then
      for theme in light dark; do
        picture "xray-$theme-1280" --view pipeline --xray all --select 84 --theme "$theme" --size 1280x800
      done
    fi
    if [ "$view" = lesson ]; then
      picture lesson-step-1280 --view lesson --lesson entropy --step 4 --size 1280x800
      picture lesson-step-zh-1280 --view lesson --lesson entropy --step 4 --lang zh --size 1280x800
    fi
  done
}

if [ $# = 0 ]; then set -- patch generate compare pipeline scale guess lesson; fi
album "$@" | "$home/blt" visualize --album -
