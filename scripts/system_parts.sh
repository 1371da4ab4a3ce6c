#!/usr/bin/env bash
# The Debian packages named as arguments: root gets those that are missing, others are told the command.
set -euo pipefail

is_there() {
  local trace
  trace=$(
    case $1 in
      fonts-noto-cjk) fc-list :lang=ja ;; # any Japanese font will do
      poppler-utils) command -v pdftoppm ;;
      clamav-daemon) PATH="$PATH:/usr/sbin" command -v clamd ;;
      *) command -v "$1" ;;
    esac 2>/dev/null
  )
  [ -n "$trace" ]
}

missing=()
for package in "$@"; do
  is_there "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "Installing: ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" fontconfig >/dev/null
else
  echo "Missing: ${missing[*]}" >&2
  echo "Install it with:  sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
