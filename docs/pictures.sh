#!/usr/bin/env bash
# Takes the pictures of the visualizer that the documentation shows: every view, in both themes, at two sizes, and each
# in Chinese once. No display is needed.
#
#   docs/pictures.sh            all of them
#   docs/pictures.sh patch      those of one view
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
images="$home/docs/images"
mkdir -p "$images"

picture() { # NAME ARGUMENT...
  local name=$1
  shift
  "$home/blt" visualize --snapshot "$images/$name.png" "$@"
  echo "$name.png"
}

for view in ${1:-patch generate compare pipeline scale lesson}; do
  extra=(--view "$view")
  case $view in
    patch) extra+=(--select 58) ;;
    generate) extra+=(--bytes 150) ;;
  esac
  for theme in light dark; do
    picture "$view-$theme-1280" "${extra[@]}" --theme "$theme" --size 1280x800
    picture "$view-$theme-2560" "${extra[@]}" --theme "$theme" --size 2560x1440 --zoom 1.5
  done
  picture "$view-zh-1280" "${extra[@]}" --theme light --lang zh --size 1280x800
done
